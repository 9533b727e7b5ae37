import type { RandomStream } from '../corpus/random.ts';
import type { Containment, Reason } from './containment.ts';

/** One containment request, and its right answer. Items and queries are places in the memberships. */
export interface Lookup {
  catalog: string;
  query: number;
  item: number;
  reason: Reason;
}

/** Tries to find a request of one kind before another kind is taken, or the corpus is too small for the plan. */
const attempts = 2_000;
/** Of ten requests: half are answered false, and of the others some only through the item's course or one of its runs. */
const mix: readonly Reason[] = ['not', 'member', 'not', 'course', 'not', 'member', 'not', 'run', 'not', 'member'];

/**
 * Draws requests in random order, no two with the same catalog and item, half of them for items that are not contained.
 * Catalogs are drawn alike, whatever their size, then one of their items.
 * @param counts how many requests each of the lists given has
 * @throws Error when the corpus does not have so many
 */
export function planLookups(
  containment: Containment,
  catalogs: readonly { uuid: string; query: number }[],
  counts: readonly number[],
  stream: RandomStream,
): Lookup[][] {
  const draw = new LookupDraw(containment, catalogs, stream);
  return counts.map((count) => {
    const lookups = Array.from({ length: count }, (_, index) => {
      const wanted = mix[index % mix.length] ?? 'not';
      // Few catalogs have runs without their course; a plain member is as true.
      const lookup = draw.next(wanted) ?? (wanted === 'not' ? undefined : draw.next('member'));
      if (lookup === undefined) {
        throw new Error(`the corpus is too small for ${String(count)} different containment requests: ask for fewer`);
      }
      return lookup;
    });
    return stream.sample(lookups, lookups.length);
  });
}

class LookupDraw {
  readonly #containment: Containment;
  readonly #catalogs: readonly { uuid: string; query: number }[];
  readonly #stream: RandomStream;
  readonly #members = new Map<number, readonly number[]>();
  readonly #seen = new Set<string>();

  constructor(containment: Containment, catalogs: readonly { uuid: string; query: number }[], stream: RandomStream) {
    this.#containment = containment;
    this.#catalogs = catalogs;
    this.#stream = stream;
  }

  /** A request that was not drawn before and whose answer has this reason. */
  next(reason: Reason): Lookup | undefined {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { uuid: catalog, query } = this.#stream.pick(this.#catalogs);
      const item = this.#candidate(query, reason);
      if (item === undefined || this.#containment.reason(query, item) !== reason) {
        continue;
      }
      const name = `${catalog} ${String(item)}`;
      if (!this.#seen.has(name)) {
        this.#seen.add(name);
        return { catalog, query, item, reason };
      }
    }
    return undefined;
  }

  #candidate(query: number, reason: Reason): number | undefined {
    if (reason === 'not') {
      return this.#stream.whole(0, this.#containment.memberships.items.length - 1);
    }
    const members = this.#membersOf(query);
    const member = members.length === 0 ? undefined : this.#stream.pick(members);
    if (member === undefined || reason === 'member') {
      return member;
    }
    if (reason === 'run') {
      return this.#containment.courseOf(member);
    }
    const runs = this.#containment.runsOf(member);
    return runs.length === 0 ? undefined : this.#stream.pick(runs);
  }

  #membersOf(query: number): readonly number[] {
    const members = this.#members.get(query) ?? this.#containment.memberships.membersOf(query);
    this.#members.set(query, members);
    return members;
  }
}
