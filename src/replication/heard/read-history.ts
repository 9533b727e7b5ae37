import type { Queryable } from '../../kernel/database.ts';
import { isUuid } from '../../kernel/ids.ts';
import { indexingOf } from './indexing.ts';
import type { ContentHistory } from './models.ts';
import { readHeardRows, readHistoryRow, readItemChanges, readQuarantinedKey } from './read-history.mysql.ts';

/** Changes that are told of an item. */
const mostChanges = 20;

/** See `Replication.contentHistory` in port.ts. */
export async function readContentHistory(on: Queryable, keyOrUuid: string): Promise<ContentHistory | undefined> {
  const row = await readHistoryRow(on, keyOrUuid, isUuid(keyOrUuid) ? keyOrUuid.toLowerCase() : null);
  if (row === undefined) {
    return undefined;
  }
  const heard = await readHeardRows(on, row.id);
  const changes = await readItemChanges(on, row.id, mostChanges);
  const quarantined = await readQuarantinedKey(on, row.content_key);
  return {
    contentKey: row.content_key,
    uuid: row.uuid,
    contentType: row.type,
    revision: row.revision,
    decided: row.decided_revision === row.revision,
    removedAt: row.deleted_at,
    indexing: indexingOf(row),
    inForce: { since: row.modified_at, source: row.source, upstreamModifiedAt: row.upstream_modified_at },
    heard,
    changes: changes.map(({ fields, ...change }) => ({
      ...change,
      fields: fields === null ? null : (JSON.parse(fields) as string[]),
    })),
    quarantined: quarantined === undefined ? null : { id: quarantined.id, lastSeenAt: quarantined.last_seen_at },
  };
}
