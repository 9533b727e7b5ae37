import { asSeen, conditionHolds, CORRECTED_NAMES, isForced } from './evaluate.ts';
import type { ReadFilter } from './evaluate.ts';
import { OPERATORS } from './operators.ts';
import type { ReadItem } from './read-fields.ts';

/** How often something held, and how often it did not. */
interface Tally {
  held: number;
  failed: number;
}

const BOUNDS = ['gt', 'gte', 'lt', 'lte', 'range'];

/**
 * Counts over the pairs that were evaluated, so that a test can tell that it has seen both answers of everything:
 * - every operator on every type of field, every group, every spelling that is corrected, every bound that says `now`: a condition that
 *   was true, and false;
 * - `forced`: a member by force alone; no member, of a filter that forces others;
 * - `pathway`: a pathway whose conditions hold, that is a member; that is none, since the filter leaves pathways out;
 * - `restricted run`: one that is a member, since the filter names it; one whose conditions hold, that is none, since it does not;
 * - `restricted variant`: a course that is a member, or is none, only because of the restricted runs that the filter sees.
 */
export class Coverage {
  readonly #tallies = new Map<string, Tally>();

  constructor() {
    const names = [
      ...Object.entries(OPERATORS).flatMap(([type, operators]) => operators.map((operator) => `${type} ${operator}`)),
      ...['any_of', 'all_of', 'none_of'].map((group) => `group ${group}`),
      ...CORRECTED_NAMES.map((name) => `corrected ${name}`),
      ...BOUNDS.map((operator) => `relative ${operator}`),
      ...['forced', 'pathway', 'restricted run', 'restricted variant'],
    ];
    for (const name of names) {
      this.#tallies.set(name, { held: 0, failed: 0 });
    }
  }

  /** Counts one pair. Of items that no condition decides about, restricted or forced ones, the conditions do not count. */
  record(filter: ReadFilter, item: ReadItem): void {
    const forced = isForced(filter, item);
    const seen = filter.allowed.size === 0 ? item : asSeen(filter, item);
    if (forced || filter.forced.size > 0) {
      this.#recordForced(filter, seen, forced);
    }
    if (forced) {
      return;
    }
    this.#recordRestricted(filter, item, seen);
    if (item.contentType === 'learnerpathway' && allHold(filter, item)) {
      this.#count('pathway', filter.includesPathways);
    }
    if (item.restricted) {
      return;
    }
    for (const condition of filter.conditions) {
      const holds = conditionHolds(condition, item);
      this.#count(`${condition.type} ${condition.operator}`, holds);
      if (condition.misspelt !== undefined) {
        this.#count(`corrected ${condition.misspelt}`, holds);
      }
      if (condition.isRelative === true) {
        this.#count(`relative ${condition.operator}`, holds);
      }
    }
  }

  /** Adds what another has counted. */
  add(other: Coverage): void {
    for (const [name, { held, failed }] of other.tallies()) {
      const tally = this.#tallies.get(name);
      if (tally) {
        tally.held += held;
        tally.failed += failed;
      }
    }
  }

  /** Everything that was seen true or seen false fewer than `minimum` times, with the counts. */
  below(minimum: number): string[] {
    return Array.from(this.#tallies)
      .filter(([, tally]) => Math.min(tally.held, tally.failed) < minimum)
      .map(([name, tally]) => `${name}: ${String(tally.held)} true, ${String(tally.failed)} false`);
  }

  /** The counts by what was seen; `none` is a field named without operator. */
  tallies(): ReadonlyMap<string, Readonly<Tally>> {
    return this.#tallies;
  }

  #recordForced(filter: ReadFilter, seen: ReadItem, forced: boolean): void {
    if (seen.restricted || !allHold(filter, seen)) {
      this.#count('forced', forced);
    }
  }

  #recordRestricted(filter: ReadFilter, item: ReadItem, seen: ReadItem): void {
    const isNamed = seen !== item;
    if (item.contentType === 'courserun') {
      if (item.restricted && allHold(filter, seen)) {
        this.#count('restricted run', isNamed);
      }
    } else if (isNamed) {
      const [without, withThem] = [item, seen].map((one) => !one.restricted && allHold(filter, one));
      if (without !== withThem) {
        this.#count('restricted variant', withThem === true);
      }
    }
  }

  #count(name: string, holds: boolean): void {
    const tally = this.#tallies.get(name);
    if (tally) {
      tally[holds ? 'held' : 'failed'] += 1;
    }
  }
}

function allHold(filter: ReadFilter, item: ReadItem): boolean {
  return filter.conditions.every((condition) => conditionHolds(condition, item));
}
