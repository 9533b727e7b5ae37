import type { Queryable } from '../../kernel/database.ts';
import type { Fault } from '../../kernel/errors.ts';
import type { ContentSource, QuarantineCounts, QuarantineEntry, QuarantinedDocument } from './models.ts';
import { countEntries, listEntries, readEntry, type EntryRow } from './read-quarantine.mysql.ts';

/** See `Replication.listQuarantine` in port.ts. */
export async function listQuarantine(
  on: Queryable,
  page: { after: number; offset: number; limit: number },
): Promise<{ count: number; entries: QuarantineEntry[] }> {
  const { count, rows } = await listEntries(on, page);
  return { count, entries: rows.map(toEntry) };
}

export async function readQuarantined(on: Queryable, id: number): Promise<QuarantinedDocument | undefined> {
  const row = await readEntry(on, id);
  return row === undefined ? undefined : { ...toEntry(row), body: row.body, whole: row.whole === 1 };
}

export async function countQuarantine(on: Queryable): Promise<QuarantineCounts> {
  const { documents, stale, oldest_seconds } = await countEntries(on);
  return { documents, stale, oldestSeconds: oldest_seconds };
}

function toEntry(row: EntryRow): QuarantineEntry {
  return {
    id: row.id,
    contentKey: row.content_key,
    contentType: row.type,
    source: row.source as ContentSource,
    errors: JSON.parse(row.errors) as Fault[],
    bytes: row.body_bytes,
    seen: row.seen,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    inForceSince: row.in_force_since,
  };
}
