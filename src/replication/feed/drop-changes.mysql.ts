import type { Database } from '../../kernel/database.ts';

const changesOfOneRound = 1_000;

/** Drops changes of content that are older than `days`, a part at a time, and notes up to where the feed has lost them. */
export async function dropOldChanges(database: Database, days: number): Promise<void> {
  for (let dropped = changesOfOneRound; dropped === changesOfOneRound;) {
    dropped = await database.transaction(async (tx) => {
      const rows = await tx.rows<{ id: number; position: number }>(
        `SELECT id, position FROM content_change
         WHERE at < UTC_TIMESTAMP(3) - INTERVAL ? DAY AND position IS NOT NULL ORDER BY at LIMIT ? FOR UPDATE SKIP LOCKED`,
        [days, changesOfOneRound],
      );
      if (rows.length > 0) {
        const last = Math.max(...rows.map(({ position }) => position));
        await tx.run(`UPDATE turn SET value = GREATEST(value, ?) WHERE name = 'content-feed-dropped'`, [last]);
        await tx.run('DELETE FROM content_change WHERE id IN (?)', [rows.map(({ id }) => id)]);
      }
      return rows.length;
    });
  }
}
