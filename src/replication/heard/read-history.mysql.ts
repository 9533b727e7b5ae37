import type { Queryable } from '../../kernel/database.ts';
import type { ChangeSource, ContentChangeKind } from '../feed/models.ts';
import type { ContentSource } from '../quarantine/models.ts';
import type { HeardOutcome } from './models.ts';

export interface HistoryRow {
  id: number;
  content_key: string;
  uuid: string | null;
  type: string;
  revision: number;
  decided_revision: number;
  /** 1 while its document is to be written anew. */
  unindexed: number | null;
  source: ContentSource | null;
  modified_at: Date;
  upstream_modified_at: Date | null;
  deleted_at: Date | null;
  indexed_at: Date | null;
  index_failed_at: Date | null;
  index_failed_revision: number | null;
  index_error: string | null;
}

/** By key first, as everywhere; removed items too, after those that are there. */
export async function readHistoryRow(on: Queryable, key: string, uuid: string | null): Promise<HistoryRow | undefined> {
  const select = `SELECT id, content_key, uuid, type, revision, decided_revision, unindexed, source, modified_at, upstream_modified_at, deleted_at,
      indexed_at, index_failed_at, index_failed_revision, index_error
    FROM content`;
  const [byKey] = await on.rows<HistoryRow>(`${select} WHERE content_key = ?`, [key]);
  if (byKey !== undefined || uuid === null) {
    return byKey;
  }
  const [byUuid] = await on.rows<HistoryRow>(`${select} WHERE uuid = ? ORDER BY deleted_at IS NOT NULL, id LIMIT 1`, [
    uuid,
  ]);
  return byUuid;
}

export interface HeardRow {
  source: ContentSource;
  at: Date;
  via: string | null;
  outcome: HeardOutcome;
}

/** The latest first. */
export function readHeardRows(on: Queryable, contentId: number): Promise<HeardRow[]> {
  return on.rows<HeardRow>(
    'SELECT source, at, via, outcome FROM content_heard WHERE content_id = ? ORDER BY at DESC, source',
    [contentId],
  );
}

export interface ItemChangeRow {
  at: Date;
  kind: ContentChangeKind;
  source: ChangeSource | null;
  revision: number;
  fields: string | null;
}

/** The latest first. */
export function readItemChanges(on: Queryable, contentId: number, limit: number): Promise<ItemChangeRow[]> {
  return on.rows<ItemChangeRow>(
    'SELECT at, kind, source, revision, fields FROM content_change WHERE content_id = ? ORDER BY id DESC LIMIT ?',
    [contentId, limit],
  );
}

export async function readQuarantinedKey(
  on: Queryable,
  contentKey: string,
): Promise<{ id: number; last_seen_at: Date } | undefined> {
  const [row] = await on.rows<{ id: number; last_seen_at: Date }>(
    'SELECT id, last_seen_at FROM quarantine WHERE content_key = ?',
    [contentKey],
  );
  return row;
}
