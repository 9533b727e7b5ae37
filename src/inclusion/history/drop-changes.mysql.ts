import type { Database } from '../../kernel/database.ts';

const changesOfOneRound = 500;

/**
 * Drops history that is older than `days`, a part at a time, and notes up to where the feed has lost changes.
 * @returns how many changes were dropped
 */
export async function dropOldChanges(database: Database, days: number): Promise<number> {
  let dropped = 0;
  for (;;) {
    const some = await database.transaction(async (tx) => {
      const rows = await tx.rows<{ id: number; position: number }>(
        `SELECT id, position FROM membership_change
         WHERE at < UTC_TIMESTAMP(3) - INTERVAL ? DAY AND position IS NOT NULL ORDER BY at LIMIT ? FOR UPDATE SKIP LOCKED`,
        [days, changesOfOneRound],
      );
      if (rows.length > 0) {
        const ids = rows.map(({ id }) => id);
        const last = Math.max(...rows.map(({ position }) => position));
        await tx.run(`UPDATE turn SET value = GREATEST(value, ?) WHERE name = 'feed-dropped'`, [last]);
        await tx.run('DELETE FROM membership_change_pair WHERE change_id IN (?)', [ids]);
        await tx.run('DELETE FROM membership_change WHERE id IN (?)', [ids]);
      }
      return rows.length;
    });
    dropped += some;
    if (some < changesOfOneRound) {
      return dropped;
    }
  }
}
