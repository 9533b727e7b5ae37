import type { Connection, RowDataPacket } from 'mysql2/promise';
import { Pool } from 'undici';

const listed = 50;
const runsOfOnePage = 100;
const reviewsOfOnePage = 200;
const rowsOfOneInsert = 100;

interface Page {
  next: string | null;
  results: { key: string }[];
}

/**
 * Everything that a full poll asks upstream for, read and parsed, and thrown away: ratings, courses with their runs, programs, pathways.
 * @returns milliseconds
 */
export async function timePages(url: string, signal: AbortSignal): Promise<number> {
  const pool = new Pool(url, { connections: 1 });
  const ask = async (path: string, body?: object): Promise<Page> => {
    signal.throwIfAborted();
    const answer = await pool.request({
      path,
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) {
      throw new Error(`the floor of polls: ${path} was answered ${String(answer.statusCode)} ${text.slice(0, 300)}`);
    }
    return JSON.parse(text) as Page;
  };
  const readAll = async (list: string, limit: number, each: (page: Page) => Promise<void>): Promise<void> => {
    for (let offset = 0, more = true; more; offset += limit) {
      const page = await ask(`${list}?limit=${String(limit)}&offset=${String(offset)}`);
      await each(page);
      more = page.next !== null;
    }
  };
  const nothing = (): Promise<void> => Promise.resolve();
  const readRuns = async ({ results }: Page): Promise<void> => {
    const body = {
      content_type: 'courserun',
      aggregation_key: results.map(({ key }) => `courserun:${key}`),
      include_restricted: 'custom-b2b-enterprise',
    };
    for (let number = 1, more = true; more; number += 1) {
      const path = `/api/v1/search/all/?page=${String(number)}&page_size=${String(runsOfOnePage)}`;
      more = (await ask(path, body)).next !== null;
    }
  };
  try {
    const began = performance.now();
    await readAll('/api/v1/course_review/', reviewsOfOnePage, nothing);
    await readAll('/api/v1/courses/', listed, readRuns);
    await readAll('/api/v1/programs/', listed, nothing);
    await readAll('/api/v1/pathways/', listed, nothing);
    return performance.now() - began;
  } finally {
    await pool.close();
  }
}

/** Milliseconds that the rows of content take with their bodies by INSERTs of 100 in one connection, each its own transaction. */
export async function timeContentRows(database: Connection, signal: AbortSignal): Promise<number> {
  let milliseconds = 0;
  for (const table of ['content', 'content_body']) {
    const copy = `floor_${table}`;
    const columns = await plainColumns(database, table);
    const names = columns.map((name) => database.escapeId(name)).join(', ');
    await database.query('CREATE TABLE ?? LIKE ??', [copy, table]);
    try {
      for (let after = 0; ;) {
        signal.throwIfAborted();
        const [rows] = await database.query<(RowDataPacket & unknown[])[]>({
          sql: `SELECT ${names} FROM ?? WHERE ?? > ? ORDER BY ?? LIMIT ?`,
          values: [table, columns[0], after, columns[0], rowsOfOneInsert],
          rowsAsArray: true,
        });
        if (rows.length === 0) {
          break;
        }
        after = Number(rows.at(-1)?.[0]);
        const began = performance.now();
        await database.query(`INSERT INTO ?? (${names}) VALUES ?`, [copy, rows]);
        milliseconds += performance.now() - began;
      }
    } finally {
      await database.query('DROP TABLE ??', [copy]);
    }
  }
  return milliseconds;
}

/** Milliseconds that reading what says whether a document is stored already takes, 100 rows at a time. */
export async function timeHashes(database: Connection, signal: AbortSignal): Promise<number> {
  const began = performance.now();
  for (let after = 0; ;) {
    signal.throwIfAborted();
    const [rows] = await database.query<(RowDataPacket & { id: number })[]>(
      'SELECT id, content_key, raw_hash, revision, decided_revision FROM content WHERE id > ? ORDER BY id LIMIT 100',
      [after],
    );
    const last = rows.at(-1);
    if (last === undefined) {
      return performance.now() - began;
    }
    after = last.id;
  }
}

/** The columns that are not worked out by the database; its key first. */
async function plainColumns(database: Connection, table: string): Promise<string[]> {
  const [rows] = await database.query<(RowDataPacket & { name: string })[]>(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name = ? AND extra NOT LIKE '%GENERATED%' ORDER BY ordinal_position`,
    [table],
  );
  return rows.map(({ name }) => name);
}
