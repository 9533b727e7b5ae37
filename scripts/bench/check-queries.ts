import type { Connection, RowDataPacket } from 'mysql2/promise';
import { Judge, type QueryLine, type Span } from './judge.ts';
import type { WrongAnswers } from './wrong-answers.ts';

const rowsOfOneRead = 500;

/**
 * Compares the members of some queries with what the evaluator says of every stored document.
 * @param lines the queries' filters as they should be in force
 * @returns how many pairs were compared
 */
export async function checkQueries(
  database: Connection,
  lines: readonly QueryLine[],
  span: Span,
  hooks: { wrong: WrongAnswers; signal: AbortSignal },
): Promise<number> {
  const judge = new Judge(lines);
  const members = await readMembers(
    database,
    lines.map(({ uuid }) => uuid),
  );
  let checked = 0;
  for (let after = 0; ;) {
    hooks.signal.throwIfAborted();
    const [rows] = await database.query<(RowDataPacket & { id: number; key: string; raw: string })[]>(
      `SELECT c.id, c.content_key AS \`key\`, b.raw FROM content c JOIN content_body b ON b.content_id = c.id
       WHERE c.id > ? AND c.deleted_at IS NULL ORDER BY c.id LIMIT ?`,
      [after, rowsOfOneRead],
    );
    for (const { id, key, raw } of rows) {
      const isMember = (place: number): boolean => members.get(lines[place]?.uuid ?? '')?.has(id) === true;
      for (const one of judge.findWrong(JSON.parse(raw), span, isMember)) {
        hooks.wrong.add(`${key} in query ${one}`);
      }
      after = id;
    }
    checked += rows.length * lines.length;
    if (rows.length < rowsOfOneRead) {
      return checked;
    }
  }
}

async function readMembers(database: Connection, uuids: readonly string[]): Promise<Map<string, Set<number>>> {
  const members = new Map<string, Set<number>>();
  for (const uuid of uuids) {
    const [rows] = await database.query<(RowDataPacket & { id: number })[]>(
      'SELECT m.content_id AS id FROM membership m JOIN catalog_query q ON q.id = m.query_id WHERE q.uuid = ?',
      [uuid],
    );
    members.set(uuid, new Set(rows.map(({ id }) => id)));
  }
  return members;
}
