import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import type { Figures } from './row.ts';
import { round, summarize } from './statistics.ts';

/** The look-up that containment needs, in one statement: the item itself, its runs, its course. */
export const containsStatement = `SELECT
    EXISTS (SELECT 1 FROM content k JOIN membership m ON m.query_id = c.query_id AND m.content_id = k.id
      WHERE k.content_key = ?)
    OR EXISTS (SELECT 1 FROM content k JOIN membership m ON m.query_id = c.query_id AND m.content_id = k.id
      WHERE k.parent_key = ?)
    OR EXISTS (SELECT 1 FROM content r JOIN content k ON k.content_key = r.parent_key
      JOIN membership m ON m.query_id = c.query_id AND m.content_id = k.id WHERE r.content_key = ?) AS contained
  FROM enterprise_catalog c WHERE c.uuid = ?`;

export interface Question {
  catalog: string;
  key: string;
  contained: boolean;
}

/**
 * The same look-ups as prepared SQL, so many in flight, from this one process and without HTTP.
 * @throws Error when an answer is not the expected one: then it would not be a floor of the same work
 */
export async function measureContainsFloor(
  databaseUrl: string,
  questions: { warmUp: readonly Question[]; timed: readonly Question[] },
  concurrency: number,
): Promise<Figures> {
  const pool = createPool({ uri: databaseUrl, connectionLimit: concurrency, charset: 'utf8mb4_bin' });
  try {
    await lookUpAll(pool, questions.warmUp, concurrency);
    const began = performance.now();
    const milliseconds = await lookUpAll(pool, questions.timed, concurrency);
    const seconds = (performance.now() - began) / 1000;
    return { requests_per_second: round(questions.timed.length / seconds), ...summarize(milliseconds) };
  } finally {
    await pool.end();
  }
}

async function lookUpAll(pool: Pool, questions: readonly Question[], concurrency: number): Promise<number[]> {
  const milliseconds: number[] = [];
  const queue = questions.values();
  const lane = async (): Promise<void> => {
    for (const { catalog, key, contained } of queue) {
      const began = performance.now();
      const [rows] = await pool.execute<(RowDataPacket & { contained: number })[]>(containsStatement, [
        key,
        key,
        key,
        catalog,
      ]);
      milliseconds.push(performance.now() - began);
      if ((rows[0]?.contained === 1) !== contained) {
        throw new Error(`the floor of containment: SQL finds ${key} in ${catalog} to be ${String(!contained)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return milliseconds;
}
