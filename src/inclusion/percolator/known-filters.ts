import { createHash } from 'node:crypto';
import type { Terms } from '../../content-index/port.ts';
import { unpackStamp } from '../../kernel/ids.ts';
import type { Projection } from '../../replication/port.ts';
import { filterTest, type Clause, type FilterTest } from '../filter/filter-test.ts';
import { selectionOf } from '../filter/selection.ts';

/** What is read of a registration. */
export interface ReadFilter {
  stamp: number;
  compiled: object;
  digest: number;
}

/**
 * Characters of clauses, and a share for each filter, that one process keeps; a character takes some three bytes. 14,390 filters come to 3
 * million, 100,000 to 20.
 */
const mostKept = 32_000_000;
const shareOfFilter = 50;
/** Filters are far larger than what is kept of them. */
const filtersOfOneRead = 500;
const longestName = 64;
/** What is left of a filter looks at no words. */
const noTerms: Terms = new Map();
const noWords: ReadonlyMap<string, Terms> = new Map();

/** Tells registrations of the same stamp apart: 32 bits of what is registered. */
export function digestOf(compiled: object): number {
  return createHash('sha256').update(JSON.stringify(compiled)).digest().readUInt32BE(0);
}

/**
 * What is tested of items that filters were selected for. A filter of a revision does not change, so what is known by a stamp stays: but a
 * database that was restored comes to the same stamp again with another filter. So each registration has a digest, and what a percolation
 * found says the sum of those: where that is not the sum of what is known, it is read anew.
 */
export class KnownFilters {
  #kept = new Kept();
  readonly #read: (queryIds: readonly number[]) => Promise<ReadFilter[]>;

  /** @param read registrations as they were last written; those that are gone are left out */
  constructor(read: (queryIds: readonly number[]) => Promise<ReadFilter[]>) {
    this.#read = read;
  }

  /**
   * @param found.stamps of the registrations that were selected for an item
   * @param found.digests their sum
   * @returns those that match it, without any that was registered anew since then: its row has a later revision, so nothing is decided about it here
   */
  async matching(
    { stamps, digests }: { stamps: readonly number[]; digests: number },
    projection: Projection,
  ): Promise<number[]> {
    if (this.#kept.weight > mostKept) {
      this.#kept = new Kept();
    }
    const kept = this.#kept;
    let known = await this.#complete(
      kept,
      stamps,
      stamps.map((stamp) => kept.get(stamp)),
    );
    if (sumOf(known) !== digests) {
      known = await this.#complete(kept, stamps, []);
    }
    const holds = kept.tests.of(projection);
    return stamps.filter((_, place) => {
      const filter = known[place];
      return filter !== undefined && filter.all.every(holds) && !filter.none.some(holds);
    });
  }

  /** Reads those that are missing. */
  async #complete(
    kept: Kept,
    stamps: readonly number[],
    known: readonly (KnownFilter | undefined)[],
  ): Promise<readonly (KnownFilter | undefined)[]> {
    const missing = stamps.filter((_, place) => known[place] === undefined);
    if (missing.length === 0) {
      return known;
    }
    const found = new Map<number, KnownFilter>();
    for (let start = 0; start < missing.length; start += filtersOfOneRead) {
      const ids = missing.slice(start, start + filtersOfOneRead).map((stamp) => unpackStamp(stamp).id);
      for (const filter of await this.#read(ids)) {
        found.set(filter.stamp, kept.keep(filter));
      }
    }
    return stamps.map((stamp, place) => known[place] ?? found.get(stamp));
  }
}

/** A registration as far as it is known by its stamp: what else has to hold, and what must not, of an item that it was selected for. */
interface KnownFilter {
  /** As the registration has it; 0 where it has none. */
  digest: number;
  /** Places of clauses among the tests that it is kept with. */
  all: readonly number[];
  none: readonly number[];
}

/** Filters, and the tests of their clauses. It only grows, and is left as a whole. */
class Kept {
  readonly tests = new SharedTests();
  readonly #filters = new Map<number, KnownFilter>();

  get weight(): number {
    return this.tests.weight + this.#filters.size * shareOfFilter;
  }

  get(stamp: number): KnownFilter | undefined {
    return this.#filters.get(stamp);
  }

  keep({ stamp, compiled, digest }: ReadFilter): KnownFilter {
    const { filter: all = [], must_not: none = [] } = selectionOf(compiled)?.rest?.bool ?? {};
    const place = (clause: Clause): number => this.tests.place(clause);
    const filter = { digest, all: all.map(place), none: none.map(place) };
    this.#filters.set(stamp, filter);
    return filter;
  }
}

/** Tests of clauses, each of which is kept once, and asked once an item: filters have most of theirs in common, such as a type of content. */
class SharedTests {
  readonly #places = new Map<string, number>();
  readonly #tests: FilterTest[] = [];
  /** Characters of all clauses. */
  weight = 0;

  /** @returns the place of the clause's test */
  place(clause: Clause): number {
    const text = JSON.stringify(clause);
    const name = text.length <= longestName ? text : createHash('sha256').update(text).digest('base64');
    const known = this.#places.get(name);
    if (known !== undefined) {
      return known;
    }
    const place = this.#tests.push(filterTest(clause, noWords)) - 1;
    this.#places.set(name, place);
    this.weight += text.length;
    return place;
  }

  /** @returns by its place, whether the item meets a clause; of those that are there by now */
  of(projection: Projection): (place: number) => boolean {
    const form = { projection, terms: noTerms };
    /** 0: nobody asked. */
    const said = new Int8Array(this.#tests.length);
    return (place) => {
      said[place] ||= this.#tests[place]?.(form) === true ? 1 : -1;
      return said[place] === 1;
    };
  }
}

function sumOf(filters: readonly (KnownFilter | undefined)[]): number {
  return filters.reduce((sum, filter) => sum + (filter?.digest ?? 0), 0);
}
