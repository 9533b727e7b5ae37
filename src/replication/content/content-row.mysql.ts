import type { Queryable, Tx } from '../../kernel/database.ts';
import type { ContentSource } from '../quarantine/models.ts';

/** The columns by which storing decides what is new. */
export interface ContentRow {
  id: number;
  content_key: string;
  type: string;
  uuid: string | null;
  raw_hash: Buffer;
  document_hash: Buffer;
  revision: number;
  decided_revision: number;
  document_ticket: number;
  /** By which way the version in force came; null where that is not known. */
  source: ContentSource | null;
  /** What that version says of itself. */
  upstream_modified_at: Date | null;
  /** When upstream was asked for it; null where that is not known. */
  asked_at: Date | null;
  /** Since when it is gone; null of what is there. */
  deleted_at: Date | null;
}

/** A row as it was read without a lock, and whether a document of its key is in quarantine: both of one moment. */
export interface SeenRow extends ContentRow {
  quarantined: number;
  /** The database's clock. */
  now: Date;
}

const columns = `id, content_key, type, uuid, raw_hash, document_hash, revision, decided_revision, document_ticket,
  source, upstream_modified_at, asked_at, deleted_at`;

export function readContentRows(on: Queryable, contentKeys: readonly string[]): Promise<ContentRow[]> {
  return on.rows<ContentRow>(`SELECT ${columns} FROM content WHERE content_key IN (?)`, [contentKeys]);
}

export function readSeenRows(on: Queryable, contentKeys: readonly string[]): Promise<SeenRow[]> {
  return on.rows<SeenRow>(
    `SELECT ${columns}, EXISTS (SELECT 1 FROM quarantine q WHERE q.content_key = content.content_key) AS quarantined,
       UTC_TIMESTAMP(3) AS now
     FROM content WHERE content_key IN (?)`,
    [contentKeys],
  );
}

/** The ids of those that are there. @param known rows that were found before, by key: a row keeps its id for ever */
export async function findContentIds(
  on: Queryable,
  contentKeys: readonly string[],
  known: ReadonlyMap<string, { id: number }> = new Map(),
): Promise<number[]> {
  const others = contentKeys.filter((key) => !known.has(key));
  const found =
    others.length === 0
      ? []
      : await on.rows<{ id: number }>('SELECT id FROM content WHERE content_key IN (?)', [others]);
  return [...contentKeys.flatMap((key) => known.get(key) ?? []), ...found].map(({ id }) => id);
}

/** Locks in the order of the ids, as every writer does (docs/architecture.md, Lock order). */
export async function lockContentRows(tx: Tx, ids: readonly number[]): Promise<ContentRow[]> {
  return ids.length === 0
    ? []
    : tx.rows<ContentRow>(`SELECT ${columns} FROM content WHERE id IN (?) ORDER BY id FOR UPDATE`, [ids]);
}
