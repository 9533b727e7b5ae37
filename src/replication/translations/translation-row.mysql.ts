import type { Queryable, Tx } from '../../kernel/database.ts';

export interface SourceRow {
  id: number;
  content_key: string;
  normalized: string;
}

export interface TranslationRow {
  language: string;
  texts: string;
  provider: string;
  source_hash: string;
  modified_at: Date;
}

/** Items that are there, with their forms. */
export function readSources(on: Queryable, contentKeys: readonly string[]): Promise<SourceRow[]> {
  return on.rows<SourceRow>(
    `SELECT id, content_key, normalized FROM content JOIN content_body ON content_id = id
     WHERE content_key IN (?) AND deleted_at IS NULL`,
    [contentKeys],
  );
}

/** Items past the id `after`, each with what its translation was made of; restricted runs are left out. */
export function listSources(
  on: Queryable,
  { language, after, limit }: { language: string; after: number; limit: number },
): Promise<(SourceRow & { source_hash: string | null })[]> {
  return on.rows<SourceRow & { source_hash: string | null }>(
    `SELECT c.id, c.content_key, b.normalized, t.source_hash
     FROM content c JOIN content_body b ON b.content_id = c.id
     LEFT JOIN content_translation t ON t.content_id = c.id AND t.language = ?
     WHERE c.id > ? AND c.deleted_at IS NULL AND (c.unlisted IS NULL OR c.unlisted = 1) ORDER BY c.id LIMIT ?`,
    [language, after, limit],
  );
}

export function readTranslations(on: Queryable, contentId: number): Promise<TranslationRow[]> {
  return on.rows<TranslationRow>(
    `SELECT language, texts, provider, source_hash, modified_at FROM content_translation
     WHERE content_id = ? ORDER BY language`,
    [contentId],
  );
}

/** Of many items, those in one of these languages. */
export function readTranslationsIn(
  on: Queryable,
  contentIds: readonly number[],
  languages: readonly string[],
): Promise<{ content_id: number; language: string; texts: string }[]> {
  return on.rows<{ content_id: number; language: string; texts: string }>(
    'SELECT content_id, language, texts FROM content_translation WHERE content_id IN (?) AND language IN (?)',
    [contentIds, languages],
  );
}

/** Before its translation is written: whoever stores the item has its lock first too. */
export async function lockItem(tx: Tx, contentId: number): Promise<void> {
  await tx.rows('SELECT id FROM content WHERE id = ? FOR UPDATE', [contentId]);
}

/** @returns what it did, and the texts before; the caller runs it again when another writer was first */
export async function writeTranslation(
  tx: Tx,
  contentId: number,
  row: Omit<TranslationRow, 'modified_at'>,
): Promise<{ outcome: 'created' | 'changed' | 'unchanged'; before: string | null }> {
  const [known] = await tx.rows<Omit<TranslationRow, 'modified_at'>>(
    `SELECT language, texts, provider, source_hash FROM content_translation
     WHERE content_id = ? AND language = ? FOR UPDATE`,
    [contentId, row.language],
  );
  if (known === undefined) {
    await tx.run(
      `INSERT INTO content_translation (texts, provider, source_hash, content_id, language, modified_at)
       VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(3))`,
      [row.texts, row.provider, row.source_hash, contentId, row.language],
    );
    return { outcome: 'created', before: null };
  }
  if (known.texts === row.texts && known.provider === row.provider && known.source_hash === row.source_hash) {
    return { outcome: 'unchanged', before: known.texts };
  }
  await tx.run(
    `UPDATE content_translation SET texts = ?, provider = ?, source_hash = ?, modified_at = UTC_TIMESTAMP(3)
     WHERE content_id = ? AND language = ?`,
    [row.texts, row.provider, row.source_hash, contentId, row.language],
  );
  return { outcome: 'changed', before: known.texts };
}
