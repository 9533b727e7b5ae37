import type { Queryable, SqlValue, Tx } from '../../../kernel/database.ts';
import { bytesOf } from '../float-bytes.ts';
import type { PlaceName } from './places.mysql.ts';

/** How often a text is refused before it is set aside. */
export const mostAttempts = 4;

/** What is left to do for an item: to ask for its place, or, when it is `placed`, to have its document written anew. */
export interface DuePlace extends PlaceName {
  /** How often the text was refused so far. */
  attempts: number;
  placed: boolean;
}

/** Whether something is due: most often there is nothing. */
export async function hasDuePlace(on: Queryable, model: string): Promise<boolean> {
  const rows = await on.prepared(`SELECT 1 FROM ${byDue} WHERE model = ? AND due_at <= UTC_TIMESTAMP(3) LIMIT 1`, [
    model,
  ]);
  return rows.length > 0;
}

/**
 * Takes up to `limit` places that something is left to do for, the oldest first; others take them from `holdSeconds` on. Nobody proves later
 * that he held them: what is written names the text that it is for.
 */
export async function claimPlaces(
  tx: Tx,
  { model, limit, holdSeconds }: { model: string; limit: number; holdSeconds: number },
): Promise<DuePlace[]> {
  const rows = await tx.rows<{ content_id: number; text_hash: string; attempts: number; placed: number }>(
    `SELECT content_id, text_hash, attempts, vector IS NOT NULL AS placed FROM ${byDue}
     WHERE model = ? AND due_at <= UTC_TIMESTAMP(3) ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED`,
    [model, limit],
  );
  if (rows.length > 0) {
    await tx.run(
      'UPDATE item_place SET due_at = UTC_TIMESTAMP(3) + INTERVAL ? SECOND WHERE model = ? AND content_id IN (?)',
      [holdSeconds, model, rows.map(({ content_id }) => content_id)],
    );
  }
  return rows.map(({ content_id, text_hash, attempts, placed }) => ({
    ...{ contentId: content_id, hash: text_hash, attempts, placed: placed === 1 },
  }));
}

/**
 * Writes the place of an item, whose document is to be written anew. Not where it says something else by now.
 * @param of.asked the hash in the row as it was claimed
 * @param of.hash of the text that was sent
 */
export async function storePlace(
  tx: Tx,
  model: string,
  of: { contentId: number; asked: string; hash: string; vector: readonly number[] },
): Promise<void> {
  await tx.run(
    `UPDATE item_place SET text_hash = ?, vector = ?, placed_at = UTC_TIMESTAMP(3), due_at = UTC_TIMESTAMP(3), attempts = 0, error = NULL
     WHERE model = ? AND content_id = ? AND text_hash = ?`,
    [of.hash, bytesOf(of.vector), model, of.contentId, of.asked],
  );
}

/** Gives places back: they are due again in `milliseconds`. @param how.error why; null where nothing went wrong */
export async function postponePlaces(
  on: Queryable,
  model: string,
  places: readonly PlaceName[],
  how: { milliseconds: number; attempts: number | 'as before'; error: string | null },
): Promise<void> {
  if (places.length > 0) {
    const { milliseconds, attempts, error } = how;
    await on.run(
      `UPDATE item_place SET due_at = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND, attempts = ${attempts === 'as before' ? 'attempts' : '?'},
         error = COALESCE(?, error), failed_at = IF(? IS NULL, failed_at, UTC_TIMESTAMP(3))
       WHERE ${named}`,
      [
        Math.round(milliseconds * 1_000),
        ...(attempts === 'as before' ? [] : [attempts]),
        error?.slice(0, 1_000) ?? null,
        error,
        ...valuesOf(model, places),
      ],
    );
  }
}

/** Nothing is left to do for these: their documents have their places, or will have. */
export async function settlePlaces(on: Queryable, model: string, places: readonly PlaceName[]): Promise<void> {
  if (places.length > 0) {
    await on.run(`UPDATE item_place SET due_at = NULL WHERE ${named} AND vector IS NOT NULL`, valuesOf(model, places));
  }
}

/** Of items that are gone, or say nothing. */
export async function dropPlaces(on: Queryable, model: string, places: readonly PlaceName[]): Promise<void> {
  if (places.length > 0) {
    await on.run(`DELETE FROM item_place WHERE ${named}`, valuesOf(model, places));
  }
}

/** How many items wait for their place or for their document, and how many of them were set aside. */
export async function countPlaces(on: Queryable, model: string): Promise<{ waiting: number; failing: number }> {
  const [row] = await on.rows<{ waiting: number; failing: number }>(
    `SELECT COUNT(*) AS waiting, COUNT(IF(attempts >= ?, 1, NULL)) AS failing FROM ${byDue}
     WHERE model = ? AND due_at IS NOT NULL`,
    [mostAttempts, model],
  );
  return { waiting: row?.waiting ?? 0, failing: row?.failing ?? 0 };
}

/** By the index on what is due: as the rows of a model are found by the key too, an optimizer may look at all of them, vectors and all. */
const byDue = 'item_place FORCE INDEX (item_place_due)';
/** The ids apart, since the key does not have the hash: without them each row of the model is looked at. */
const named = 'model = ? AND content_id IN (?) AND (content_id, text_hash) IN (?)';

function valuesOf(model: string, places: readonly PlaceName[]): SqlValue[] {
  return [model, places.map(({ contentId }) => contentId), places.map(({ contentId, hash }) => [contentId, hash])];
}
