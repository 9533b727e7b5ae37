import { apportion } from './apportion.ts';
import { FAMILIES, type Family } from './filters/families.ts';
import type { ContentFilter } from './filters/filter-context.ts';
import { itemAt } from './item-at.ts';
import type { Links } from './links.ts';
import { Permutation } from './permutation.ts';
import { hashText53, RandomStream } from './random.ts';
import type { World } from './world.ts';

/** A line of queries.jsonl. */
export interface QueryLine {
  uuid: string;
  title: string;
  content_filter: ContentFilter;
}

/** Which family the filters belong to, by their index, and how they are called: known without building them. */
export interface QueryNames {
  count: number;
  uuid(index: number): string;
  /** Unique, at most 100 characters. */
  title(index: number): string;
  family(index: number): { family: Family; ordinal: number };
}

/** How often a filter that exists already is drawn anew before it is made different by force. */
const ATTEMPTS = 8;

/** Families in the measured proportions, shuffled. */
export function nameQueries(seed: number, count: number): QueryNames {
  const counts = apportion(
    count,
    FAMILIES.map(({ measured }) => measured),
  );
  const order = new Permutation(Math.max(1, count), new RandomStream(seed, 'queries'));
  const family = (index: number): { family: Family; ordinal: number } => {
    let ordinal = order.rankOf(index);
    for (const [at, size] of counts.entries()) {
      if (ordinal < size) {
        return { family: itemAt(FAMILIES, at), ordinal };
      }
      ordinal -= size;
    }
    throw new RangeError(`query ${String(index)} of ${String(count)}`);
  };
  return {
    count,
    uuid: (index) => new RandomStream(seed, 'query', index, 'uuid').uuid(),
    title: (index) => `${family(index).family.label} ${String(index + 1).padStart(5, '0')}`,
    family,
  };
}

/** The filters, no two with the same JSON whatever the order of their keys. Remembers eight bytes for each. */
export function* queryLines(world: World, links: Links, names: QueryNames): Generator<QueryLine> {
  const seen = new Set<number>();
  for (let index = 0; index < names.count; index++) {
    const { family, ordinal } = names.family(index);
    let filter: ContentFilter = {};
    for (let attempt = 0; ; attempt++) {
      const stream = new RandomStream(world.seed, 'query', index, attempt);
      filter = family.build({ world, links, stream, ordinal });
      if (attempt >= ATTEMPTS) {
        // Excludes an item that does not exist, so the members stay the same.
        filter = { ...filter, uuid__exclude: stream.uuid() };
      }
      const hash = hashText53(canonicalJson(filter));
      if (!seen.has(hash)) {
        seen.add(hash);
        break;
      }
    }
    yield { uuid: names.uuid(index), title: names.title(index), content_filter: filter };
  }
}

/** JSON with the keys of the filter sorted; filters hold no objects below the first level. */
export function canonicalJson(filter: ContentFilter): string {
  return JSON.stringify(Object.fromEntries(Object.entries(filter).sort(([left], [right]) => (left < right ? -1 : 1))));
}
