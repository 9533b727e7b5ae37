import type { Queryable } from '../../kernel/database.ts';
import type { CatalogState } from '../port.ts';
import { countMembersByType, readCatalogState } from './describe-catalog.mysql.ts';

/** See `Inclusion.describeCatalog` in port.ts. @returns undefined for an unknown catalog */
export async function describeCatalog(on: Queryable, uuid: string): Promise<CatalogState | undefined> {
  const row = await readCatalogState(on, uuid);
  if (row === undefined) {
    return undefined;
  }
  return {
    query: {
      uuid: row.query_uuid,
      contentFilter: JSON.parse(row.content_filter) as Record<string, unknown>,
      revision: row.revision,
      decidedRevision: row.decided_revision,
      registeredRevision: row.registered_revision,
      lastError: row.last_error,
    },
    movesTo: row.next_query_uuid,
    members: await countMembersByType(on, row.query_id),
    held: row.held,
  };
}
