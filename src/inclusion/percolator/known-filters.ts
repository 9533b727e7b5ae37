import { createHash } from 'node:crypto';
import type { Terms } from '../../content-index/port.ts';
import { unpackStamp } from '../../kernel/ids.ts';
import type { Projection } from '../../replication/port.ts';
import { filterTest, type Clause, type FilterTest, type Form, type Value } from '../filter/filter-test.ts';
import { selectionOf, valuesOf } from '../filter/selection.ts';

/** What is read of a registration. */
export interface ReadFilter {
  stamp: number;
  compiled: object;
  digest: number;
}

/** Bytes of what one process keeps, as they are guessed: what it takes is half of it to a quarter more. 14,390 filters take 33 MB, 100,000 take 113. */
const mostKept = 400_000_000;
/** Of each filter, each test of a clause and each character of it, each value that selects filters, and each filter that it selects. */
const bytesOf = { filter: 300, test: 300, character: 2, value: 130, selected: 16 };
/** Filters are far larger than what is kept of them, and may have megabytes each. */
const filtersOfOneRead = 100;
/** Revisions that others have taken the place of, before they are a burden. */
const fewSuperseded = 1_000;
const longestName = 64;
/** What is left of a filter looks at no words. */
const noTerms: Terms = new Map();
const noWords: ReadonlyMap<string, Terms> = new Map();

/**
 * Tells registrations of the same stamp apart: 32 bits of what is registered, and of the stamp. Without that the sum would be the same where filters have
 * changed places.
 */
export function digestOf(stamp: number, compiled: object): number {
  return createHash('sha256')
    .update(`${String(stamp)} ${JSON.stringify(compiled)}`)
    .digest()
    .readUInt32BE(0);
}

/**
 * Which of the filters that were selected for some items match each of them. A filter of a revision does not change, so what is known by a stamp stays: but a
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
   * @param found.stamps of the registrations that were selected for any of some items, or were run and match the only one
   * @param found.digests their sum
   * @returns for each item, in order, those that match it, without any that was registered anew since then: its row has a later revision, so nothing is
   * decided about it here
   */
  async matching(
    { stamps, digests }: { stamps: readonly number[]; digests: number },
    projections: readonly Projection[],
  ): Promise<number[][]> {
    if (this.#kept.bytes > mostKept || this.#kept.isWornOut) {
      this.#kept = new Kept();
    }
    const kept = this.#kept;
    const before = stamps.map((stamp) => kept.get(stamp));
    let known = await this.#complete(kept, stamps, before);
    if (sumOf(known) !== digests) {
      const justRead = known.map((filter, place) => (before[place] === undefined ? filter : undefined));
      known = await this.#complete(kept, stamps, justRead);
    }
    return kept.matching(
      known.filter((filter) => filter !== undefined),
      projections,
    );
  }

  /** Keeps filters that nobody asked about yet, up to half of what is kept at most: the rest is for those that are met. @returns whether there is room for more */
  meet(filters: readonly ReadFilter[]): boolean {
    for (const filter of filters) {
      if (this.#kept.bytes >= mostKept / 2) {
        return false;
      }
      this.#kept.keep(filter);
    }
    return true;
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

/** What is known of a registration. */
interface KnownFilter {
  stamp: number;
  /** As the registration has it; 0 where it has none. */
  digest: number;
  /** Whether items of some values meet it, and no others; else the engine has run it. */
  isSelected: boolean;
  /** Of an item with such a value: places of clauses that have to hold, and that must not, among the tests that it is kept with. */
  all: readonly number[];
  none: readonly number[];
}

/** Filters, by the values that select them, and the tests of their clauses. It only grows, so that who reads beside others keeps what he found, and is left as a whole. */
class Kept {
  readonly #tests = new SharedTests();
  readonly #filters = new Map<number, KnownFilter>();
  /** By query id: the stamp that was kept last. */
  readonly #stamps = new Map<number, number>();
  /** By field and value. */
  readonly #selected = new Map<string, Map<Value, KnownFilter[]>>();
  #superseded = 0;
  #bytes = 0;

  /** As they are guessed. */
  get bytes(): number {
    return this.#tests.bytes + this.#bytes;
  }

  /** Whether much of it is of filters that are others by now, which are passed over for each item. */
  get isWornOut(): boolean {
    return this.#superseded > Math.max(fewSuperseded, this.#stamps.size);
  }

  get(stamp: number): KnownFilter | undefined {
    return this.#filters.get(stamp);
  }

  /** @returns what is known of it; as it was, where that is of the same registration */
  keep({ stamp, compiled, digest }: ReadFilter): KnownFilter {
    const known = this.#filters.get(stamp);
    if (known !== undefined && digest !== 0 && known.digest === digest) {
      return known;
    }
    const { id } = unpackStamp(stamp);
    this.#superseded += Number(this.#stamps.has(id));
    this.#stamps.set(id, stamp);
    const anchor = selectionOf(compiled)?.anchor;
    const { filter: all, must_not: none } = anchor?.rest ?? { filter: [], must_not: [] };
    const place = (clause: Clause): number => this.#tests.place(clause);
    const filter = { stamp, digest, isSelected: anchor !== undefined, all: all.map(place), none: none.map(place) };
    this.#filters.set(stamp, filter);
    this.#bytes += bytesOf.filter;
    for (const { field, values } of (anchor?.clauses ?? []).map(valuesOf)) {
      this.#select(filter, field, values);
    }
    return filter;
  }

  #select(filter: KnownFilter, field: string, values: readonly Value[]): void {
    const byValue = this.#selected.get(field) ?? new Map<Value, KnownFilter[]>();
    this.#selected.set(field, byValue);
    for (const value of values) {
      const others = byValue.get(value);
      if (others === undefined) {
        byValue.set(value, [filter]);
        this.#bytes += bytesOf.value + String(value).length;
      } else {
        others.push(filter);
      }
    }
    this.#bytes += values.length * bytesOf.selected;
  }

  /** @returns for each item, in order, the stamps of those of the filters that match it */
  matching(filters: readonly KnownFilter[], projections: readonly Projection[]): number[][] {
    const asked = new Set(filters);
    const run = filters.filter(({ isSelected }) => !isSelected);
    return projections.map((projection) => {
      const found = new Set(run);
      for (const filter of this.#selectedFor(projection)) {
        if (asked.has(filter)) {
          found.add(filter);
        }
      }
      const holds = this.#tests.of(projection);
      return [...found].filter(({ all, none }) => all.every(holds) && !none.some(holds)).map(({ stamp }) => stamp);
    });
  }

  /** Whichever are kept, some of them several times. */
  #selectedFor(projection: Form['projection']): KnownFilter[] {
    return [...this.#selected].flatMap(([field, byValue]) =>
      (projection[field] ?? []).flatMap((value) => byValue.get(value) ?? []),
    );
  }
}

/** Tests of clauses, each of which is kept once, and asked once an item: filters have most of theirs in common, such as a type of content. */
class SharedTests {
  readonly #places = new Map<string, number>();
  readonly #tests: FilterTest[] = [];
  /** As they are guessed. */
  bytes = 0;

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
    this.bytes += bytesOf.test + text.length * bytesOf.character;
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
