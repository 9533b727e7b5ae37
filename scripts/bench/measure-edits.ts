import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { RandomStream } from '../corpus/random.ts';
import { ServiceClient, withService } from '../scratch/service.ts';
import { checkQueries } from './check-queries.ts';
import { openToAll, type BenchContext } from './context.ts';
import { Engine } from './engine.ts';
import type { QueryLine } from './judge.ts';
import { readPeakMemory } from './peak-memory.ts';
import { readDatabaseClock } from './read-memberships.ts';
import type { Measurement } from './row.ts';
import { summarize } from './statistics.ts';
import { WrongAnswers } from './wrong-answers.ts';

/** Edits that go before, checked but not timed: the service has just started. */
const warmUp = 5;
/** Edits between two measurements of the floor. */
const inARow = 10;
const pauseMilliseconds = 5;
const levels = ['Introductory', 'Intermediate', 'Advanced'];

interface StoredQuery {
  /** Also that of its document in the index of filters. */
  id: number;
  uuid: string;
  /** One of the catalogs that use it. */
  catalog: string;
  filter: Record<string, unknown>;
  /** The compiled filter as it is before the edit. */
  compiled: unknown;
}

/**
 * Filters changed one after the other by one client, each from the request to the answer that says its memberships are
 * committed. Every query is edited once; afterwards all their members are compared with the evaluator's. What an edit leaves
 * to be done beside the answer is done while the next ones are timed. The floor is measured after each ten, when nothing is left, so that both
 * see the same state of a noisy machine.
 */
export async function measureEdits(context: BenchContext): Promise<Measurement> {
  const { options, stores, say, signal } = context;
  const database = await createConnection({ uri: stores.addresses.databaseUrl, timezone: 'Z' });
  const engine = new Engine(stores.addresses.opensearchUrl);
  const wrong = new WrongAnswers();
  const [timed, floor]: [number[], number[]] = [[], []];
  const edited: QueryLine[] = [];
  const unfloored: Pick<StoredQuery, 'id' | 'compiled'>[] = [];
  let moved = 0;
  try {
    const stream = new RandomStream(options.seed, 'bench', 'edits');
    const queries = stream.sample(await readQueries(database), options.edits + warmUp);
    say(`edit: ${String(queries.length)} filters, one after the other`);
    const from = await readDatabaseClock(database);
    const peakMemoryMb = await withService(context, openToAll, async ({ base, pid }) => {
      const client = new ServiceClient(base);
      try {
        for (const [number, { id, uuid, catalog, filter, compiled }] of queries.entries()) {
          signal.throwIfAborted();
          const content_filter = editFilter(filter, number, stream);
          const { status, body, milliseconds } = await client.ask(
            'PATCH',
            `/api/v1/enterprise-catalogs/${catalog}/`,
            JSON.stringify({ catalog_query_uuid: uuid, content_filter }),
          );
          const { membership, catalog_query_uuid: now } = body as {
            membership?: { state: string; entered: number; left: number };
            catalog_query_uuid?: string;
          };
          if (status !== 200 || now !== uuid || membership?.state !== 'committed') {
            wrong.add(`the edit of ${uuid} was answered ${String(status)} ${JSON.stringify(body).slice(0, 300)}`);
          }
          moved += (membership?.entered ?? 0) + (membership?.left ?? 0);
          edited.push({ uuid, content_filter });
          if (number >= warmUp) {
            timed.push(milliseconds);
            unfloored.push({ id, compiled });
          }
          if (unfloored.length === inARow || number === queries.length - 1) {
            await untilRegistered(database, signal);
            for (const query of unfloored.splice(0)) {
              floor.push(await timeFloor(engine, stores.indices, query));
            }
          }
        }
        return readPeakMemory(pid);
      } finally {
        await client.close();
      }
    });
    say('edit: comparing the members with the evaluator');
    const span = { from, to: await readDatabaseClock(database) };
    const checked = await checkQueries(database, edited, span, { wrong, signal });
    return {
      row: 'edit',
      samples: timed.length,
      figures: { ...summarize(timed) },
      peakMemoryMb,
      checksum: createHash('sha256').update(JSON.stringify(edited)).digest('hex'),
      checked,
      wrong,
      floor: {
        what: 'the filter’s document written and made visible, the content made visible, the matches counted',
        figures: { ...summarize(floor) },
      },
      goals: [{ figure: 'median_ms', atMost: 20 }],
      work: { warm_up: warmUp, memberships_moved: moved },
    };
  } finally {
    await engine.close();
    await database.end();
  }
}

/** Those that a catalog uses, sorted. */
async function readQueries(database: Connection): Promise<StoredQuery[]> {
  const [rows] = await database.query<
    (RowDataPacket & { id: number; uuid: string; catalog: string; content_filter: string; compiled: string })[]
  >(
    `SELECT q.id, q.uuid, MIN(c.uuid) AS catalog, q.content_filter, q.compiled FROM catalog_query q
     JOIN enterprise_catalog c ON c.query_id = q.id GROUP BY q.id ORDER BY q.uuid`,
  );
  return rows.map(({ id, uuid, catalog, content_filter, compiled }) => ({
    id,
    uuid,
    catalog,
    filter: JSON.parse(content_filter) as Record<string, unknown>,
    compiled: JSON.parse(compiled) as unknown,
  }));
}

/** Another level, and a condition that nothing fails, so that no other query has this filter. */
function editFilter(filter: Record<string, unknown>, number: number, stream: RandomStream): Record<string, unknown> {
  const level_type = stream.pick(levels.filter((level) => level !== filter['level_type']));
  return { ...filter, level_type, number__exclude: `edit-${String(number)}` };
}

/** Until every filter that was announced is registered. */
async function untilRegistered(database: Connection, signal: AbortSignal): Promise<void> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(30_000)]);
  for (;;) {
    const [rows] = await database.query<RowDataPacket[]>('SELECT id FROM catalog_query WHERE announced = 1 LIMIT 1');
    if (rows.length === 0) {
      return;
    }
    await setTimeout(pauseMilliseconds, undefined, { signal: ends });
  }
}

/** The document is the one that is there already, in the same version, so nothing changes. */
async function timeFloor(
  engine: Engine,
  { content, queries }: { content: string; queries: string },
  { id, compiled }: Pick<StoredQuery, 'id' | 'compiled'>,
): Promise<number> {
  const { _version: version, _source: document } = (await engine.request('GET', `/${queries}/_doc/${String(id)}`)) as {
    _version: number;
    _source: unknown;
  };
  const began = performance.now();
  await engine.request(
    'PUT',
    `/${queries}/_doc/${String(id)}?refresh=true&version=${String(version)}&version_type=external_gte`,
    JSON.stringify(document),
  );
  await engine.request('POST', `/${content}/_refresh`);
  await engine.request('POST', `/${content}/_count`, JSON.stringify({ query: compiled }));
  return performance.now() - began;
}
