import { isKeyword } from '../filter/selection.ts';
import type { Projection } from '../../replication/port.ts';

/** A document, and which filters are asked whether they match it. */
export interface Percolation {
  /** `selected`: by their selectors, and what they leave is tested here; those without one, and all that are `whole`, the engine runs. */
  kind: 'selected' | 'whole';
  among: object;
  projection: Projection;
}

/** What one search asks. */
export interface Question {
  kind: Percolation['kind'];
  among: object;
  /** Of several documents, all values by which filters are selected: whichever any of them is selected by is found. */
  projection: Projection;
  /** Whether filters that no selector finds are run. */
  runsUnselected: boolean;
  of: readonly Percolation[];
}

/** The engine looks up 1,023 terms at most; of more, it runs every filter that has one of them. */
const mostTerms = 1_000;

/** Each document by itself, as filters that are run have to see it. */
export function askedApart(percolations: readonly Percolation[]): Question[] {
  return percolations.map((percolation) => ({ ...percolation, runsUnselected: true, of: [percolation] }));
}

/** Documents whose filters are only selected are asked about together, as many as the engine looks up the terms of. */
export function askedTogether(percolations: readonly Percolation[]): Question[] {
  const selected = Map.groupBy(
    percolations.filter(({ kind }) => kind === 'selected'),
    ({ among }) => JSON.stringify(among),
  );
  return [...askedApart(percolations.filter(({ kind }) => kind === 'whole')), ...[...selected.values()].flatMap(unite)];
}

function unite(percolations: readonly Percolation[]): Question[] {
  const values = new Map<string, Set<unknown>>();
  for (const [field, of] of percolations.flatMap(({ projection }) => Object.entries(projection))) {
    if (isKeyword(field)) {
      const united = values.get(field) ?? new Set();
      values.set(field, united);
      of.forEach((value) => united.add(value));
    }
  }
  const terms = [...values.values()].reduce((sum, { size }) => sum + size, 0);
  const [first] = percolations;
  if (first === undefined) {
    return [];
  }
  if (terms > mostTerms && percolations.length > 1) {
    const middle = Math.ceil(percolations.length / 2);
    return [...unite(percolations.slice(0, middle)), ...unite(percolations.slice(middle))];
  }
  const projection = Object.fromEntries([...values].map(([field, united]) => [field, [...united]]));
  return [{ ...first, projection, runsUnselected: false, of: percolations }];
}
