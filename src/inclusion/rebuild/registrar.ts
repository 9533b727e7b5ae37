import type { Database } from '../../kernel/database.ts';
import type { Targets } from '../../kernel/rebuild/targets.ts';
import type { Step } from '../../kernel/steps.ts';
import { recordRegistrations, type LockedQuery } from '../decide/query-rows.mysql.ts';
import type { Percolator, Registration, RegistrationOutcome } from '../percolator/percolator.ts';
import { countRegistrations, queryTarget } from './index-target.mysql.ts';

export interface Registered {
  /** Queries whose registration is visible wherever one percolates, and recorded; by id their rows at that moment, of that revision. */
  current: ReadonlyMap<number, LockedQuery>;
  /** Query id → the engine's reason. */
  refused: ReadonlyMap<number, string>;
}

/**
 * Registers filters in every index that is written (docs/architecture.md, Rebuild):
 *
 *   read the targets → write and refresh → in one transaction: the targets are still those, and `registered_revision` says so
 *
 * Targets that changed meanwhile are written to anew. So a registration that is recorded is visible in each index that may be asked:
 * it was written there, or its row was before the builder copied. Each such transaction is counted, for items that are percolated while
 * their documents are written. One whose row turns out to be gone is taken back: whoever removed the
 * row may have removed the registration before it was written.
 */
export class Registrar {
  readonly #database: Database;
  readonly #percolator: Percolator;
  readonly #step: Step;

  constructor(deps: { database: Database; percolator: Percolator; step: Step }) {
    this.#database = deps.database;
    this.#percolator = deps.percolator;
    this.#step = deps.step;
  }

  /** @throws UnavailableError when an engine does not answer; nothing is recorded then */
  async register(queries: readonly Registration[]): Promise<Registered> {
    for (;;) {
      const registered = await this.#registerIn(await queryTarget.read(this.#database), queries);
      if (registered !== 'moved') {
        return registered;
      }
    }
  }

  /** For queries whose rows are gone: a builder that comes later finds none to copy, one at work has finished with them. */
  async unregister(queryIds: readonly number[]): Promise<void> {
    const indices = indicesOf(await queryTarget.read(this.#database), this.#percolator);
    await Promise.all(indices.map((index) => index.unregister(queryIds)));
  }

  async #registerIn(targets: Targets, queries: readonly Registration[]): Promise<Registered | 'moved'> {
    const indices = indicesOf(targets, this.#percolator);
    const [outcomes = [], others = []] = await Promise.all(
      indices.map((index) => index.register(queries, { visible: true })),
    );
    await this.#step('query:registered');
    // An index that nobody asks, or that one has left, has no say in what a filter may be. It must not be asked either.
    const decisive = targets.state === 'swapping' ? [outcomes, others] : [outcomes];
    const refused = new Map(decisive.flatMap((some) => reasonsOf(queries, some)));
    const refusedThere = reasonsOf(queries, others).length;
    const written = queries.filter(
      ({ queryId }, position) => outcomes[position]?.state === 'written' && !refused.has(queryId),
    );
    // What one index took must be taken back if its row is gone, also where another index knows that already and took nothing.
    const taken = queries.filter((_, position) =>
      [outcomes, others].some((some) => some[position]?.state === 'written'),
    );
    if (taken.length === 0) {
      return { current: new Map(), refused };
    }
    const recorded = await this.#database.transaction(async (tx) => {
      if (!(await countRegistrations(tx, targets))) {
        return 'moved';
      }
      if (refusedThere > 0) {
        await queryTarget.countRefused(tx, refusedThere);
      }
      return recordRegistrations(tx, { written, taken });
    });
    if (recorded === 'moved') {
      return recorded;
    }
    await this.#step('query:registration-recorded');
    if (recorded.gone.length > 0) {
      await this.unregister(recorded.gone);
    }
    return { current: recorded.current, refused };
  }
}

/** The indices that are written, the one behind the alias first. Of two, each by its own name: the alias may move between two requests. */
export function indicesOf(
  { serving, second }: Pick<Targets, 'serving' | 'second'>,
  percolator: Percolator,
): Percolator[] {
  return serving === null || second === null ? [percolator] : [percolator.at(serving), percolator.at(second)];
}

function reasonsOf(
  queries: readonly Registration[],
  outcomes: readonly RegistrationOutcome[],
): (readonly [number, string])[] {
  return queries.flatMap(({ queryId }, position) => {
    const outcome = outcomes[position];
    return outcome?.state === 'refused' ? [[queryId, outcome.reason] as const] : [];
  });
}
