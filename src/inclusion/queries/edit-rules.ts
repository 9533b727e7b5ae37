import type { Queryable } from '../../kernel/database.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../../kernel/errors.ts';
import type { Writer } from '../port.ts';
import { readQueryCustomers } from './query-row.mysql.ts';

/**
 * Leave to edit a query in place: for every customer whose catalogs use it; where nobody does, for every customer there is.
 * @returns the customers
 * @throws ForbiddenError
 */
export async function assertMayEdit(on: Queryable, queryId: number, writer: Writer): Promise<string[]> {
  const customers = await readQueryCustomers(on, queryId);
  if (customers.length > 1 && !writer.covers(customers) && customers.some((customer) => writer.covers([customer]))) {
    throw new ForbiddenError(
      'customers that you may not write for use this catalog query too: write the content_filter with your own catalog ' +
        '(PUT /api/v1/enterprise-catalogs/{uuid}/), which gets a query of its own then',
    );
  }
  for (const customer of customers.length === 0 ? [''] : customers) {
    writer.assertMay(customer);
  }
  return customers;
}

/**
 * There is never a second query of one hash.
 * @throws ConflictError when one of these has the filter, and is not the one that is edited
 */
export function assertFilterIsFree(
  rows: readonly { id: number; uuid: string; content_filter_hash: string }[],
  edited: { id: number; hash: string },
): void {
  const holder = rows.find((row) => row.content_filter_hash === edited.hash && row.id !== edited.id);
  if (holder !== undefined) {
    throw new ConflictError(`the catalog query ${holder.uuid} has this content_filter now`);
  }
}

export function noQuery(): NotFoundError {
  return new NotFoundError('there is no catalog query with this uuid');
}
