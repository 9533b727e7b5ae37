import type { Queryable } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { HeldItem, HeldPage, HeldQuery, IdPage } from '../port.ts';
import { findQueryId } from '../queries/query-row.mysql.ts';
import { listHeldItems, listHeldQueries } from './list-held.mysql.ts';

/** See `Inclusion.listHeld` in port.ts. */
export async function listHeld(on: Queryable, page: HeldPage): Promise<{ count: number; queries: HeldQuery[] }> {
  const { count, rows } = await listHeldQueries(on, page);
  return { count, queries: rows.map(({ pairs, ...row }) => ({ ...row, held: pairs })) };
}

/** See `Inclusion.heldItems` in port.ts. */
export async function heldItems(
  on: Queryable,
  queryUuid: string,
  page: IdPage,
): Promise<{ count: number; items: HeldItem[] }> {
  const queryId = await findQueryId(on, queryUuid);
  if (queryId === undefined) {
    throw new NotFoundError('there is no catalog query with this uuid');
  }
  const { count, rows } = await listHeldItems(on, queryId, page);
  return {
    count,
    items: rows.map(({ id, content_key, type, since, cause, removed }) => ({
      id,
      contentKey: content_key,
      contentType: type,
      since,
      cause,
      removed: removed === 1,
    })),
  };
}
