import { createHash } from 'node:crypto';
import type { Terms } from '../../content-index/port.ts';
import { unpackStamp } from '../../kernel/ids.ts';
import { Lru } from '../../kernel/lru.ts';
import type { Projection } from '../../replication/port.ts';
import { filterTest, type FilterTest } from '../filter/filter-test.ts';
import { selectionOf } from '../filter/selection.ts';

/** A registration as far as it is known by its stamp. */
interface KnownFilter {
  /** As the registration has it; 0 where it has none. */
  digest: number;
  /** What else has to hold of an item that it was selected for; undefined where nothing has. */
  test: FilterTest | undefined;
  /** Characters of the filter's rest, and something for itself. */
  weight: number;
}

/** What is read of a registration. */
export interface ReadFilter {
  stamp: number;
  compiled: object;
  digest: number;
}

/** Characters of the rests of filters that one process keeps, of which each takes some four bytes: 14,390 filters have 3 million. */
const mostKept = 16_000_000;
const weightOfItself = 100;
/** A rest looks at no words. */
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
  readonly #known = new Lru<KnownFilter, number>(mostKept, ({ weight }) => weight);
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
    let known = await this.#complete(
      stamps,
      stamps.map((stamp) => this.#known.get(stamp)),
    );
    if (sumOf(known) !== digests) {
      known = await this.#complete(stamps, []);
    }
    const form = { projection, terms: noTerms };
    return stamps.filter((_, place) => {
      const filter = known[place];
      return filter !== undefined && (filter.test === undefined || filter.test(form));
    });
  }

  /** Reads those that are missing. */
  async #complete(
    stamps: readonly number[],
    known: readonly (KnownFilter | undefined)[],
  ): Promise<readonly (KnownFilter | undefined)[]> {
    const missing = stamps.filter((_, place) => known[place] === undefined);
    if (missing.length === 0) {
      return known;
    }
    const read = await this.#read(missing.map((stamp) => unpackStamp(stamp).id));
    const found = new Map(read.map((filter) => [filter.stamp, this.#keep(filter)]));
    return stamps.map((stamp, place) => known[place] ?? found.get(stamp));
  }

  #keep({ stamp, compiled, digest }: ReadFilter): KnownFilter {
    const rest = selectionOf(compiled)?.rest;
    const filter = {
      digest,
      test: rest === undefined ? undefined : filterTest(rest, noWords),
      weight: weightOfItself + (rest === undefined ? 0 : JSON.stringify(rest).length),
    };
    this.#known.set(stamp, filter);
    return filter;
  }
}

function sumOf(filters: readonly (KnownFilter | undefined)[]): number {
  return filters.reduce((sum, filter) => sum + (filter?.digest ?? 0), 0);
}
