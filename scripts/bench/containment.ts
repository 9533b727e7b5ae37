import type { Memberships } from './memberships.ts';

/** Why an item counts as contained in a query; `not` when it does not. */
export type Reason = 'member' | 'course' | 'run' | 'not';

/**
 * Containment worked out in memory: K is contained when K is a member, or K's course is, or a run of K is. Items and
 * queries are places in the memberships.
 */
export class Containment {
  readonly memberships: Memberships;
  readonly #parents: readonly (number | undefined)[];
  readonly #runs: readonly (readonly number[])[];

  /** @param parents run key → course key */
  constructor(memberships: Memberships, parents: ReadonlyMap<string, string>) {
    const { items, itemByKey } = memberships;
    this.memberships = memberships;
    this.#parents = items.map(({ key }) => itemByKey.get(parents.get(key) ?? ''));
    const runs: number[][] = items.map(() => []);
    for (const [run, course] of this.#parents.entries()) {
      if (course !== undefined) {
        runs[course]?.push(run);
      }
    }
    this.#runs = runs;
  }

  reason(query: number, item: number): Reason {
    const { memberships } = this;
    const course = this.courseOf(item);
    if (memberships.has(query, item)) {
      return 'member';
    }
    if (course !== undefined && memberships.has(query, course)) {
      return 'course';
    }
    return this.runsOf(item).some((run) => memberships.has(query, run)) ? 'run' : 'not';
  }

  courseOf(item: number): number | undefined {
    return this.#parents[item];
  }

  runsOf(item: number): readonly number[] {
    return this.#runs[item] ?? [];
  }
}
