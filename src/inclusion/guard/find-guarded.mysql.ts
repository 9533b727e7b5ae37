import type { Tx } from '../../kernel/database.ts';
import { largestShare, unguardedMembers } from './drops-too-much.ts';

/** Below this, no query can lose too much: most changes are judged without counting members. */
const fewestRemovals = Math.floor(unguardedMembers * largestShare);

/**
 * The guardrail for removals that nobody asked for (docs/architecture.md, Guardrail): which of these queries would lose more than
 * 80 % of over 50 members within an hour, what is held back already included.
 * @param leaving the query of each membership that is about to be removed, one entry a membership
 */
export async function findGuarded(tx: Tx, leaving: readonly number[]): Promise<Set<number>> {
  const losses = new Map<number, number>();
  for (const queryId of leaving) {
    losses.set(queryId, (losses.get(queryId) ?? 0) + 1);
  }
  if (losses.size === 0) {
    return new Set();
  }
  const ids = [...losses.keys()];
  const gone = await sumBy(
    tx,
    `SELECT query_id, CAST(SUM(departed) AS SIGNED) AS count FROM membership_change
     WHERE query_id IN (?) AND departed_at > UTC_TIMESTAMP(3) - INTERVAL 1 HOUR GROUP BY query_id`,
    ids,
  );
  const held = await sumBy(
    tx,
    'SELECT query_id, COUNT(*) AS count FROM membership_held WHERE query_id IN (?) GROUP BY query_id',
    ids,
  );
  const losing = ids.flatMap((queryId) => {
    const departed = gone.get(queryId) ?? 0;
    const leaves = (losses.get(queryId) ?? 0) + (held.get(queryId) ?? 0);
    // Of all who departed, none may be back: the most that can be missing, and the fewest members at which that is not too much.
    const enough = Math.ceil((leaves + (1 - largestShare) * departed) / largestShare);
    return leaves + departed > fewestRemovals ? [{ queryId, enough }] : [];
  });
  const suspects = await findSmaller(tx, losing);
  if (suspects.length === 0) {
    return new Set();
  }
  // Exactly, where it may matter: an item that comes and goes is gone once, or not at all.
  const missing = await sumBy(
    tx,
    `SELECT h.query_id, COUNT(DISTINCT p.content_id) AS count FROM membership_change h
     JOIN membership_change_pair p ON p.change_id = h.id AND p.entered = 0
     LEFT JOIN membership m ON m.query_id = h.query_id AND m.content_id = p.content_id
     WHERE h.query_id IN (?) AND h.departed_at > UTC_TIMESTAMP(3) - INTERVAL 1 HOUR AND m.content_id IS NULL GROUP BY h.query_id`,
    suspects,
  );
  const members = await sumBy(
    tx,
    'SELECT query_id, COUNT(*) AS count FROM membership WHERE query_id IN (?) GROUP BY query_id',
    suspects,
  );
  return new Set(
    suspects.filter((id) => {
      const before = (members.get(id) ?? 0) + (missing.get(id) ?? 0);
      const loss = (losses.get(id) ?? 0) + (missing.get(id) ?? 0) + (held.get(id) ?? 0);
      return before > unguardedMembers && loss > before * largestShare;
    }),
  );
}

/** Those that have fewer than `enough` members; no more than these are counted. */
async function findSmaller(tx: Tx, queries: readonly { queryId: number; enough: number }[]): Promise<number[]> {
  if (queries.length === 0) {
    return [];
  }
  const rows = await tx.rows<{ id: number; count: number }>(
    queries
      .map(() => '(SELECT ? AS id, COUNT(*) AS count FROM (SELECT 1 FROM membership WHERE query_id = ? LIMIT ?) some)')
      .join(' UNION ALL '),
    queries.flatMap(({ queryId, enough }) => [queryId, queryId, enough]),
  );
  const counted = new Map(rows.map(({ id, count }) => [id, count]));
  return queries.filter(({ queryId, enough }) => (counted.get(queryId) ?? 0) < enough).map(({ queryId }) => queryId);
}

async function sumBy(tx: Tx, statement: string, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = await tx.rows<{ query_id: number; count: number }>(statement, [ids]);
  return new Map(rows.map(({ query_id, count }) => [query_id, count]));
}
