import type { Queryable, Tx } from '../../kernel/database.ts';
import type { RelativeBound } from '../filter/relative-bounds.ts';

export interface RelativeQuery {
  id: number;
  /** What `now` is in it, ms since the epoch. */
  asOf: number;
  bounds: readonly RelativeBound[];
}

/** The filters whose `now` is before this minute. */
export async function readRelativeQueries(on: Queryable, minute: Date): Promise<RelativeQuery[]> {
  const rows = await on.rows<{ id: number; as_of: Date; relative_bounds: string }>(
    'SELECT id, as_of, relative_bounds FROM catalog_query WHERE as_of < ?',
    [minute],
  );
  return rows.map(({ id, as_of, relative_bounds }) => ({
    id,
    asOf: as_of.getTime(),
    bounds: JSON.parse(relative_bounds) as RelativeBound[],
  }));
}

export interface RelativeRow {
  id: number;
  revision: number;
  claim_ticket: number;
  content_filter: string;
}

/** Takes those that nobody has moved, or edited, since; what another process holds is left to it. */
export function lockRelativeQueries(tx: Tx, ids: readonly number[], minute: Date): Promise<RelativeRow[]> {
  return tx.rows<RelativeRow>(
    `SELECT id, revision, claim_ticket, content_filter FROM catalog_query WHERE id IN (?) AND as_of < ?
     ORDER BY id FOR UPDATE SKIP LOCKED`,
    [ids, minute],
  );
}
