import type { Indexing } from './models.ts';
import type { HistoryRow } from './read-history.mysql.ts';

/** What an item's row says of its document. */
export function indexingOf(row: HistoryRow): Indexing {
  const { index_failed_at: at, index_failed_revision: revision, index_error: reason } = row;
  return {
    state: stateOf(row),
    indexedAt: row.indexed_at,
    lastFailure: at === null || revision === null ? null : { at, revision, reason: reason ?? '' },
  };
}

/** A bare document is decided like any other; one that is refused even so is not. */
function stateOf(row: HistoryRow): Indexing['state'] {
  const isDecided = row.decided_revision === row.revision;
  const failed = row.index_failed_revision === row.revision;
  if (row.unindexed === 1) {
    return 'waiting';
  }
  if (!isDecided) {
    return failed ? 'refused' : 'waiting';
  }
  if (row.deleted_at !== null) {
    return 'gone';
  }
  return failed ? 'bare' : 'searchable';
}
