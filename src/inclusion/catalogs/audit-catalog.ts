import { auditHash, type AuditLog, type Author } from '../../kernel/audit.ts';
import type { Tx } from '../../kernel/database.ts';
import { readQueryUuids } from '../queries/query-row.mysql.ts';
import type { CatalogColumns } from './catalog-row.mysql.ts';

/**
 * Appends what was done to a catalog, unless nothing was: for its customer, and where it went from one customer to another, for
 * both. Its query counts by uuid, as the one that it has or moves to, so that a move's end is no write.
 */
export async function auditCatalog(
  tx: Tx,
  { audit, author }: { audit: AuditLog; author: Author },
  uuid: string,
  { before, after }: { before: CatalogColumns | undefined; after: CatalogColumns | undefined },
): Promise<void> {
  const states = [before, after].filter((columns) => columns !== undefined);
  const queries = await readQueryUuids(tx, states.map(queryOf));
  const hash = (columns: CatalogColumns | undefined): string | null =>
    columns === undefined ? null : hashOf(uuid, columns, queries.get(queryOf(columns)) ?? null);
  const hashes = { before: hash(before), after: hash(after) };
  if (hashes.before === hashes.after) {
    return;
  }
  const action = `catalog.${before === undefined ? 'create' : after === undefined ? 'delete' : 'update'}`;
  const customers = new Set(states.map(({ enterprise_uuid }) => enterprise_uuid));
  await audit.append(
    tx,
    author,
    [...customers].map((customer) => ({ action, subject: uuid, customer, ...hashes })),
  );
}

function queryOf({ query_id, next_query_id }: CatalogColumns): number {
  return next_query_id ?? query_id;
}

function hashOf(uuid: string, columns: CatalogColumns, queryUuid: string | null): string {
  return auditHash({
    uuid,
    title: columns.title,
    enterprise_customer: columns.enterprise_uuid,
    enterprise_customer_name: columns.enterprise_name,
    enabled_course_modes: JSON.parse(columns.enabled_course_modes) as string[],
    publish_audit_enrollment_urls: columns.publish_audit_enrollment_urls,
    catalog_query_uuid: queryUuid,
  });
}
