import { conditionHolds, isForced } from './evaluate.ts';
import type { ReadFilter } from './evaluate.ts';
import { OPERATORS } from './operators.ts';
import type { ReadItem } from './read-fields.ts';

/** How often conditions of one operator on one type of field held, and how often they did not. */
interface Tally {
  held: number;
  failed: number;
}

/**
 * Counts, for every operator on every type of field, how often a single condition was true and false over the pairs
 * that were evaluated, so that a test can tell that it has seen both answers of everything.
 */
export class Coverage {
  readonly #tallies = new Map<string, Tally>();

  constructor() {
    for (const [type, operators] of Object.entries(OPERATORS)) {
      for (const operator of operators) {
        this.#tallies.set(`${type} ${operator}`, { held: 0, failed: 0 });
      }
    }
    for (const group of ['any_of', 'all_of', 'none_of']) {
      this.#tallies.set(`group ${group}`, { held: 0, failed: 0 });
    }
  }

  /** Counts one pair. Items that no condition decides about, restricted or forced ones, do not count. */
  record(filter: ReadFilter, item: ReadItem): void {
    if (item.restricted || isForced(filter, item)) {
      return;
    }
    for (const condition of filter.conditions) {
      const tally = this.#tallies.get(`${condition.type} ${condition.operator}`);
      if (tally) {
        tally[conditionHolds(condition, item) ? 'held' : 'failed'] += 1;
      }
    }
  }

  /** "type operator" of everything that was seen true or seen false fewer than `minimum` times, with the counts. */
  below(minimum: number): string[] {
    return Array.from(this.#tallies)
      .filter(([, tally]) => Math.min(tally.held, tally.failed) < minimum)
      .map(([name, tally]) => `${name}: ${String(tally.held)} true, ${String(tally.failed)} false`);
  }

  /** The counts by "type operator"; `none` is a field named without operator. */
  tallies(): ReadonlyMap<string, Readonly<Tally>> {
    return this.#tallies;
  }
}
