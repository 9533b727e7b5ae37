import type { Database, Queryable } from '../../../kernel/database.ts';
import { floatsOf } from '../float-bytes.ts';

/** What an item says now, as a hash. */
export interface PlaceName {
  contentId: number;
  hash: string;
}

/** What is known of items' places by a model, by id: of which text, and the vector where there is one. */
export async function readPlaces(
  on: Queryable,
  model: string,
  contentIds: readonly number[],
): Promise<Map<number, { hash: string; vector: Float32Array | undefined }>> {
  const rows = await on.rows<{ content_id: number; text_hash: string; vector: Buffer | null }>(
    'SELECT content_id, text_hash, vector FROM item_place WHERE model = ? AND content_id IN (?)',
    [model, contentIds],
  );
  return new Map(
    rows.map(({ content_id, text_hash, vector }) => [
      content_id,
      { hash: text_hash, vector: vector === null ? undefined : floatsOf(vector) },
    ]),
  );
}

/**
 * Puts places on the work list that are not there, or of another text: what is there of another text is no place any more. One that is on the
 * list for this text already stays as it is.
 */
export async function notePlaces(database: Database, model: string, missing: readonly PlaceName[]): Promise<void> {
  // In one order, so that two who note the same do not wait for each other.
  const rows = missing.toSorted((one, other) => one.contentId - other.contentId);
  await database.transaction((tx) =>
    tx.run(
      // `text_hash` last: what stands before it compares with the old one.
      `INSERT INTO item_place (model, content_id, text_hash, due_at)
       VALUES ${rows.map(() => '(?, ?, ?, UTC_TIMESTAMP(3))').join(', ')}
       ON DUPLICATE KEY UPDATE
         due_at = IF(text_hash = VALUES(text_hash), due_at, VALUES(due_at)),
         vector = IF(text_hash = VALUES(text_hash), vector, NULL),
         attempts = IF(text_hash = VALUES(text_hash), attempts, 0),
         error = IF(text_hash = VALUES(text_hash), error, NULL),
         text_hash = VALUES(text_hash)`,
      rows.flatMap(({ contentId, hash }) => [model, contentId, hash]),
    ),
  );
}

/** Of models that are not in force any more. @returns when all are gone */
export async function dropOtherPlaces(on: Queryable, model: string): Promise<void> {
  const most = 1_000;
  for (let dropped = most; dropped === most;) {
    ({ affectedRows: dropped } = await on.run('DELETE FROM item_place WHERE model <> ? LIMIT ?', [model, most]));
  }
}
