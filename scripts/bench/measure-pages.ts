import { createHash } from 'node:crypto';
import { createConnection, createPool, type Connection, type Pool, type RowDataPacket } from 'mysql2/promise';
import { RandomStream } from '../corpus/random.ts';
import { ServiceClient, withService } from '../scratch/service.ts';
import { openToAll, type BenchContext } from './context.ts';
import { readPeakMemory } from './peak-memory.ts';
import type { Figures, Measurement } from './row.ts';
import { round, summarize } from './statistics.ts';
import { WrongAnswers } from './wrong-answers.ts';

const concurrency = 8;
const warmUp = 200;
const pageSize = 10;
/** Of the largest catalogs, each asked so often. */
const roundsOfLargest = 5;
/** Of the time of the same catalog's first page: noise. */
const mostOfLast = 1.2;

interface StoredCatalog {
  uuid: string;
  query: number;
}

interface Page {
  count: number;
  results: { content_type: string }[];
}

/**
 * The first page of `get_content_metadata` of one catalog after the other, large and small as they come, and the first and, by
 * cursor, the last pages of the largest. What a page may show is checked by its size: documents are checked by the tests.
 */
export async function measurePages(context: BenchContext): Promise<Measurement> {
  const { options, stores, say } = context;
  const database = await createConnection({ uri: stores.addresses.databaseUrl, timezone: 'Z' });
  const wrong = new WrongAnswers();
  try {
    const stream = new RandomStream(options.seed, 'bench', 'pages');
    const catalogs = await readCatalogs(database);
    const asked = Array.from({ length: Math.ceil(options.requests / 10) }, () => stream.pick(catalogs));
    const first = Array.from({ length: warmUp }, () => stream.pick(catalogs));
    say(`pages: ${String(asked.length)} first pages, ${String(concurrency)} at a time`);
    const { figures, peakMemoryMb } = await withService(context, openToAll, async ({ base, pid }) => {
      await ask(base, first.map(firstPage), wrong);
      const pages = await ask(base, asked.map(firstPage), wrong);
      const twenty = await readLargest(database);
      const largest = Array.from({ length: roundsOfLargest }, () => twenty).flat();
      const { median_ms: ofFirst } = await ask(base, largest.map(firstPage), wrong);
      const { median_ms: ofLast } = await ask(base, largest.map(lastPage), wrong);
      return {
        figures: {
          ...pages,
          first_page_of_largest_median_ms: ofFirst ?? null,
          last_page_of_largest_median_ms: ofLast ?? null,
          last_to_first: round((ofLast ?? 0) / (ofFirst ?? 1)),
        },
        peakMemoryMb: readPeakMemory(pid),
      };
    });
    say('pages: the floor');
    return {
      row: 'pages',
      samples: asked.length,
      figures,
      peakMemoryMb,
      checksum: createHash('sha256')
        .update(asked.map(({ uuid }) => uuid).join())
        .digest('hex'),
      checked: asked.length,
      wrong,
      floor: {
        what: 'ten stored documents of the same queries, read as prepared SQL',
        figures: await measureFloor(stores.addresses.databaseUrl, asked),
      },
      goals: [
        { figure: 'requests_per_second', atLeast: 600 },
        { figure: 'last_to_first', atMost: mostOfLast },
      ],
      work: { concurrency, warm_up: warmUp },
    };
  } finally {
    await database.end();
  }
}

function firstPage({ uuid }: { uuid: string }): string {
  return `/api/v1/enterprise-catalogs/${uuid}/get_content_metadata/`;
}

function lastPage({ uuid, cursor, page }: { uuid: string; cursor: number; page: number }): string {
  return `/api/v1/enterprise-catalogs/${uuid}/get_content_metadata/?page=${String(page)}&cursor=${String(cursor)}`;
}

async function ask(base: string, paths: readonly string[], wrong: WrongAnswers): Promise<Figures> {
  const milliseconds: number[] = [];
  const queue = paths.values();
  const clients = Array.from({ length: concurrency }, () => new ServiceClient(base));
  const began = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (const path of queue) {
        const answer = await client.ask('GET', path);
        milliseconds.push(answer.milliseconds);
        const { count, results } = answer.body as Page;
        if (answer.status !== 200 || (!path.includes('cursor') && results.length !== Math.min(count, pageSize))) {
          wrong.add(`${path} was answered ${String(answer.status)} ${JSON.stringify(answer.body).slice(0, 300)}`);
        }
      }
      await client.close();
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  return { requests_per_second: round(milliseconds.length / seconds), ...summarize(milliseconds) };
}

async function readCatalogs(database: Connection): Promise<StoredCatalog[]> {
  const [rows] = await database.query<(RowDataPacket & StoredCatalog)[]>(
    'SELECT uuid, query_id AS query FROM enterprise_catalog ORDER BY uuid',
  );
  return rows;
}

/** The twenty largest catalogs, with the id before their last ten members. */
async function readLargest(database: Connection): Promise<{ uuid: string; cursor: number; page: number }[]> {
  const [rows] = await database.query<(RowDataPacket & { uuid: string; query: number; members: number })[]>(
    `SELECT MIN(c.uuid) AS uuid, c.query_id AS query, n.members FROM enterprise_catalog c
     JOIN (SELECT query_id, COUNT(*) AS members FROM membership GROUP BY query_id) n ON n.query_id = c.query_id
     GROUP BY c.query_id, n.members ORDER BY n.members DESC LIMIT 20`,
  );
  const largest: { uuid: string; cursor: number; page: number }[] = [];
  for (const { uuid, query, members } of rows) {
    const [[before]] = await database.query<(RowDataPacket & { id: number })[]>(
      'SELECT content_id AS id FROM membership WHERE query_id = ? ORDER BY content_id DESC LIMIT 1 OFFSET ?',
      [query, pageSize],
    );
    largest.push({ uuid, cursor: before?.id ?? 0, page: Math.max(Math.ceil(members / pageSize), 1) });
  }
  return largest;
}

async function measureFloor(databaseUrl: string, catalogs: readonly StoredCatalog[]): Promise<Figures> {
  const pool = createPool({ uri: databaseUrl, connectionLimit: concurrency, charset: 'utf8mb4_bin' });
  try {
    const milliseconds: number[] = [];
    const queue = catalogs.values();
    const began = performance.now();
    const lane = async (connections: Pool): Promise<void> => {
      for (const { query } of queue) {
        const from = performance.now();
        await connections.execute(
          `SELECT b.raw, b.normalized FROM (SELECT content_id FROM membership WHERE query_id = ?
             ORDER BY content_id LIMIT 10) m JOIN content_body b ON b.content_id = m.content_id`,
          [query],
        );
        milliseconds.push(performance.now() - from);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, () => lane(pool)));
    const seconds = (performance.now() - began) / 1_000;
    return { requests_per_second: round(milliseconds.length / seconds), ...summarize(milliseconds) };
  } finally {
    await pool.end();
  }
}
