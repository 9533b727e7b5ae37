import type { Queryable, Tx } from '../../kernel/database.ts';
import { bytesOf, floatsOf } from './float-bytes.ts';
import type { LatentModel } from './latent-model.ts';

/** How many models are kept: of the newest index, and of the one before, to which one can go back. */
const kept = 2;

/** The models that places in an index may be of, the newest first: a few narrow rows. */
export async function readModelIds(on: Queryable): Promise<number[]> {
  const rows = await on.rows<{ id: number }>('SELECT id FROM meaning_model ORDER BY id DESC LIMIT ?', [kept]);
  return rows.map(({ id }) => id);
}

/** Undefined where it has been dropped. */
export async function readModel(on: Queryable, id: number): Promise<LatentModel | undefined> {
  const [row] = await on.rows<{ dimension: number; terms: string; places: Buffer }>(
    'SELECT dimension, terms, places FROM meaning_model WHERE id = ?',
    [id],
  );
  if (row === undefined) {
    return undefined;
  }
  const terms = JSON.parse(row.terms) as string[];
  return {
    dimension: row.dimension,
    terms: new Map(terms.map((term, index) => [term, index])),
    places: floatsOf(row.places),
  };
}

/** @param items how many it was trained on */
export async function writeModel(tx: Tx, { dimension, terms, places }: LatentModel, items: number): Promise<void> {
  await tx.run(
    `INSERT INTO meaning_model (dimension, terms, places, items, trained_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3))`,
    [dimension, JSON.stringify([...terms.keys()]), bytesOf(places), items],
  );
}

/** All but those that an index may have. */
export async function dropOldModels(tx: Tx): Promise<void> {
  const ids = await readModelIds(tx);
  const last = ids.at(-1);
  if (last !== undefined) {
    await tx.run('DELETE FROM meaning_model WHERE id < ?', [last]);
  }
}
