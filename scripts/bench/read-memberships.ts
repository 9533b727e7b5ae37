import { setTimeout as pause } from 'node:timers/promises';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { Memberships, type StoredItem, type StoredQuery } from './memberships.ts';

/** Reads all memberships, query by query: never more than one query's rows are held as rows. */
export async function readMemberships(database: Connection): Promise<Memberships> {
  const [items] = await database.query<(StoredItem & RowDataPacket)[]>(
    'SELECT id, content_key AS `key`, type FROM content WHERE deleted_at IS NULL',
  );
  const [queries] = await database.query<(StoredQuery & RowDataPacket)[]>('SELECT id, uuid FROM catalog_query');
  const memberships = new Memberships(items, queries);
  for (const { id } of queries) {
    const [rows] = await database.query<(RowDataPacket & [number])[]>({
      sql: 'SELECT content_id FROM membership WHERE query_id = ?',
      values: [id],
      rowsAsArray: true,
    });
    for (const [contentId] of rows) {
      memberships.add(id, contentId);
    }
  }
  return memberships;
}

/** How many items and queries are not decided as they stand. */
export async function countUndecided(database: Connection): Promise<number> {
  const [rows] = await database.query<(RowDataPacket & { undecided: number })[]>(
    `SELECT (SELECT COUNT(*) FROM content WHERE revision > decided_revision)
       + (SELECT COUNT(*) FROM catalog_query WHERE revision > decided_revision) AS undecided`,
  );
  return rows[0]?.undecided ?? 0;
}

/** Waits for a service that decides. */
export async function untilDecided(database: Connection, signal: AbortSignal): Promise<void> {
  while ((await countUndecided(database)) > 0) {
    await pause(200, undefined, { signal });
  }
}

/** The moment by the clock that the service decides by, ms since 1970. */
export async function readDatabaseClock(database: Connection): Promise<number> {
  const [rows] = await database.query<(RowDataPacket & { now: number })[]>(
    "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 AS now",
  );
  return Number(rows[0]?.now);
}
