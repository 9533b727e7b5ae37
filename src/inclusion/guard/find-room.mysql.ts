import type { Tx } from '../../kernel/database.ts';
import { Departures } from './departures.ts';
import { largestShare, unguardedMembers } from './drops-too-much.ts';

/** Below this, no query can lose too much: most changes are judged without counting members. */
const fewestRemovals = Math.floor(unguardedMembers * largestShare);

/** Members that are counted past those that matter now, so that it need not be looked again for a while. */
const countedAhead = 5_000;

/** By query id: how many left within the hour, and how many are held back. */
export interface Lost {
  gone: ReadonlyMap<number, number>;
  held: ReadonlyMap<number, number>;
}

/** What these queries lost already. */
export async function readLost(tx: Tx, ids: readonly number[], departures: Departures): Promise<Lost> {
  if (ids.length === 0) {
    return { gone: new Map(), held: new Map() };
  }
  const [gone, held] = await Promise.all([
    departures.count(tx, ids),
    sumBy(tx, 'SELECT query_id, COUNT(*) AS count FROM membership_held WHERE query_id IN (?) GROUP BY query_id', ids),
  ]);
  return { gone, held };
}

/**
 * The guardrail for removals that nobody asked for (docs/architecture.md, Guardrail): no query may lose more than 80 % of over 50 members
 * within an hour, what is held back already included.
 * @param losses query id → how many memberships are about to be removed
 * @param known.lost what they lost already, where it was read under the same locks
 * @param known.members query id → how many members it had at the least, some time within the hour; what is counted is added
 * @returns query id → how many more may go after these, at the least; below 0 where these are too many
 */
export async function findRoom(
  tx: Tx,
  losses: ReadonlyMap<number, number>,
  { lost, members: atLeast }: { lost: Lost | undefined; members: Map<number, number> } = {
    lost: undefined,
    members: new Map(),
  },
): Promise<Map<number, number>> {
  if (losses.size === 0) {
    return new Map();
  }
  const ids = [...losses.keys()];
  const { gone, held } = lost ?? (await readLost(tx, ids, new Departures()));
  const judged = ids.map((queryId) => {
    const departed = gone.get(queryId) ?? 0;
    const leaves = (losses.get(queryId) ?? 0) + (held.get(queryId) ?? 0);
    // Of all who departed, none may be back: the most that can be missing, and the fewest members at which that is not too much.
    const enough = Math.ceil((leaves + (1 - largestShare) * departed) / largestShare);
    return { queryId, leaves, departed, enough };
  });
  const rooms = new Map(judged.map(({ queryId, leaves, departed }) => [queryId, fewestRemovals - leaves - departed]));
  const isLosing = ({ queryId }: { queryId: number }): boolean => (rooms.get(queryId) ?? 0) < 0;
  const losing = judged.filter(isLosing);
  // What left since it was counted left within the hour.
  const still = ({ queryId, departed }: { queryId: number; departed: number }): number =>
    (atLeast.get(queryId) ?? 0) - departed;
  const counted = await countUpTo(
    tx,
    losing.filter((one) => still(one) < one.enough),
  );
  for (const one of losing) {
    const { queryId, enough } = one;
    const members = counted.get(queryId) ?? still(one);
    // With each one that goes, one member less is left, and one more is missing.
    rooms.set(queryId, Math.floor((members - enough) * largestShare));
  }
  for (const [queryId, members] of counted) {
    atLeast.set(queryId, members);
  }
  const suspects = losing.filter(isLosing).map(({ queryId }) => queryId);
  if (suspects.length === 0) {
    return rooms;
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
  for (const id of suspects) {
    const before = (members.get(id) ?? 0) + (missing.get(id) ?? 0);
    const loss = (losses.get(id) ?? 0) + (missing.get(id) ?? 0) + (held.get(id) ?? 0);
    const most = Math.floor(before * largestShare);
    // A small one may get more members, and then lose as many as a query of so few can.
    rooms.set(id, before > unguardedMembers ? most - loss : Math.max(0, fewestRemovals - loss));
  }
  return rooms;
}

/** How many members they have; no more than matter are counted. */
async function countUpTo(
  tx: Tx,
  queries: readonly { queryId: number; enough: number }[],
): Promise<Map<number, number>> {
  if (queries.length === 0) {
    return new Map();
  }
  const rows = await tx.rows<{ id: number; count: number }>(
    queries
      .map(() => '(SELECT ? AS id, COUNT(*) AS count FROM (SELECT 1 FROM membership WHERE query_id = ? LIMIT ?) some)')
      .join(' UNION ALL '),
    queries.flatMap(({ queryId, enough }) => [queryId, queryId, enough + countedAhead]),
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}

async function sumBy(tx: Tx, statement: string, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = await tx.rows<{ query_id: number; count: number }>(statement, [ids]);
  return new Map(rows.map(({ query_id, count }) => [query_id, count]));
}
