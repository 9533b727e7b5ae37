import { principalAxes, type SparseRow } from './principal-axes.ts';
import type { Terms } from './terms.ts';

/** A model of what texts mean: where each term lies. A text lies where its terms do, together. */
export interface LatentModel {
  dimension: number;
  /** Term → its row in `places`. */
  terms: ReadonlyMap<string, number>;
  /** `dimension` numbers for each term. */
  places: Float32Array;
}

/** Measured from 64 to 128: docs/relevance.md, Vectors. */
export const latentDimension = 64;
/** With more axes than that, each item of a small corpus would lie along its own. */
const itemsOfOneAxis = 20;
/** The most frequent ones. */
const mostTerms = 20_000;
/** A term of one item says nothing about others. */
const leastItems = 2;
/** A text of whose terms fewer are known is not understood. */
const leastKnown = 0.5;

/**
 * Latent semantic analysis: terms that occur in the same items, or in items with the same terms, come to lie close together. Takes some
 * seconds for 10,000 items, in small steps. The same items give the same model.
 * @param alive called between two rounds; what it throws ends the training
 */
export async function trainLatentModel(items: readonly Terms[], alive?: () => Promise<void>): Promise<LatentModel> {
  const held = new Map<string, number>();
  for (const item of items) {
    for (const term of item.keys()) {
      held.set(term, (held.get(term) ?? 0) + 1);
    }
  }
  const kept = [...held]
    .filter(([, count]) => count >= leastItems)
    .sort(([one, count], [other, many]) => many - count || (one < other ? -1 : 1))
    .slice(0, mostTerms);
  const terms = new Map(kept.map(([term], row) => [term, row]));
  // How rare a term is.
  const weights = kept.map(([, count]) => Math.log(1 + items.length / count));
  const rows = items.map((item) => rowOf(item, terms, weights));
  const wanted = Math.min(latentDimension, Math.max(Math.floor(items.length / itemsOfOneAxis), 1));
  const axes = await principalAxes(rows, terms.size, wanted, alive);
  const places = Float32Array.from({ length: terms.size * latentDimension }, (_, place) => {
    const [row, axis] = [Math.floor(place / latentDimension), place % latentDimension];
    return axis < wanted ? (axes[row * wanted + axis] ?? 0) * (weights[row] ?? 0) : 0;
  });
  return { dimension: latentDimension, terms, places };
}

/** Where a text lies, as a vector of length 1; undefined where too little of it is known. Pure. */
export function placeOf(model: LatentModel, text: Terms): number[] | undefined {
  const known = [...text].flatMap(([term, count]): [number, number][] => {
    const row = model.terms.get(term);
    return row === undefined ? [] : [[row, worthOf(count)]];
  });
  if (known.length === 0 || known.length < text.size * leastKnown) {
    return undefined;
  }
  const sum = Array.from({ length: model.dimension }, (_, axis) =>
    known.reduce((total, [row, worth]) => total + worth * (model.places[row * model.dimension + axis] ?? 0), 0),
  );
  const length = Math.hypot(...sum);
  return length > 0 ? sum.map((value) => value / length) : undefined;
}

/** Of length 1: a long text weighs no more than a short one. */
function rowOf(item: Terms, terms: ReadonlyMap<string, number>, weights: readonly number[]): SparseRow {
  const entries = [...item].flatMap(([term, count]): [number, number][] => {
    const row = terms.get(term);
    return row === undefined ? [] : [[row, worthOf(count) * (weights[row] ?? 0)]];
  });
  const length = Math.hypot(...entries.map(([, value]) => value)) || 1;
  return {
    columns: Int32Array.from(entries, ([row]) => row),
    values: Float64Array.from(entries, ([, value]) => value / length),
  };
}

/** What occurs often says more, but not as often more. */
function worthOf(count: number): number {
  return Math.log(1 + count);
}
