import { auditHash, type AuditLog } from '../../kernel/audit.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Writer } from '../port.ts';
import { readQueryCustomers } from './query-row.mysql.ts';

/** Who writes a query, with a catalog of which customer, if with one; null for an import, which may edit all and which its run tells of. */
export type QueryWriting = { writer: Writer; customer: string | null; audit: AuditLog } | null;

/** What the audit log compares of a query. */
interface QueryState {
  title: string | null;
  hash: string;
}

/**
 * The customers whose catalogs use a query that may be edited in place: the writer covers them all. The caller holds the query's
 * lock, which whoever wants to use the query must take first: nobody joins between this and the edit.
 * @returns none for an import, which asks for nobody; undefined where it may not be edited
 */
export async function coveredCustomers(
  tx: Tx,
  queryId: number,
  by: QueryWriting,
): Promise<readonly string[] | undefined> {
  if (by === null) {
    return [];
  }
  const customers = await readQueryCustomers(tx, queryId);
  return by.writer.covers(customers) ? customers : undefined;
}

/**
 * Appends what was done to a query, unless nothing was. Its customer is the only one whose catalogs use it, if there is one.
 * @param query.customers who use it already
 */
export async function auditQuery(
  tx: Tx,
  by: QueryWriting,
  query: { uuid: string; customers: readonly string[] },
  change: { action: 'create' | 'update' | 'rename'; before: QueryState | null; after: QueryState },
): Promise<void> {
  const before = change.before === null ? null : hashOf(change.before);
  const after = hashOf(change.after);
  if (by === null || before === after) {
    return;
  }
  const customers = new Set([by.customer, ...query.customers]);
  await by.audit.append(tx, by.writer.author, [
    {
      action: `catalog-query.${change.action}`,
      subject: query.uuid,
      customer: customers.size === 1 ? by.customer : null,
      before,
      after,
    },
  ]);
}

function hashOf({ title, hash }: QueryState): string {
  return auditHash({ title, content_filter_hash: hash });
}
