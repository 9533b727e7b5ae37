import type { Database, Tx } from '../../kernel/database.ts';

const changesOfOneRound = 1_000;

/**
 * Gives committed changes of content their places in the feed, as the feed of memberships does: one process at a time, and only after the
 * commit, so that a change that commits late gets a later place, and a reader who has come to a place has seen all before it. The changes
 * of one item are numbered in their order: its writers wait for each other's lock, and whoever comes later has the larger id.
 * @returns how many were numbered; 0 also when another process is at it
 */
export async function numberChanges(database: Database): Promise<number> {
  let numbered = 0;
  for (;;) {
    const some = await database.transaction(numberSome);
    numbered += some;
    if (some < changesOfOneRound) {
      return numbered;
    }
  }
}

async function numberSome(tx: Tx): Promise<number> {
  const [turn] = await tx.rows<{ value: number }>(
    `SELECT value FROM turn WHERE name = 'content-feed' FOR UPDATE SKIP LOCKED`,
  );
  if (turn === undefined) {
    return 0;
  }
  const rows = await tx.rows<{ id: number }>(
    'SELECT id FROM content_change WHERE position IS NULL ORDER BY id LIMIT ?',
    [changesOfOneRound],
  );
  if (rows.length > 0) {
    const ids = rows.map(({ id }) => id);
    await tx.run('UPDATE content_change SET position = ? + FIELD(id, ?) WHERE id IN (?)', [turn.value, ids, ids]);
    await tx.run(`UPDATE turn SET value = ? WHERE name = 'content-feed'`, [turn.value + ids.length]);
  }
  return rows.length;
}
