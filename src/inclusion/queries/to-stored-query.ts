import type { StoredQuery } from '../port.ts';
import type { StoredQueryRow } from './read-queries.mysql.ts';

export function toStoredQuery(row: StoredQueryRow): StoredQuery {
  return {
    id: row.id,
    uuid: row.uuid,
    title: row.title,
    contentFilter: JSON.parse(row.content_filter) as Record<string, unknown>,
    hash: row.content_filter_hash,
  };
}
