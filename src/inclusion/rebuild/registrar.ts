import type { Database } from '../../kernel/database.ts';
import { UnavailableError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import type { Targets } from '../../kernel/rebuild/targets.ts';
import type { Step } from '../../kernel/steps.ts';
import { noteRefusal, passRegistration, readUnregistered, recordAnnouncements } from '../decide/announced.mysql.ts';
import { recordRegistrations, type LockedQuery } from '../decide/query-rows.mysql.ts';
import type { Percolator, Registration, RegistrationOutcome } from '../percolator/percolator.ts';
import { countAnnouncements, countRegistrations, queryTarget } from './index-target.mysql.ts';

export interface InForce {
  /** Queries that every item which is decided from now on is compared with; by id their rows at that moment, of that revision. */
  current: ReadonlyMap<number, LockedQuery>;
  /** Query id → the engine's reason. */
  refused: ReadonlyMap<number, string>;
}

/** Announced filters that are registered together. */
const announcedAtOnce = 50;
/** Each item that is decided asks each of them. */
const mostAnnounced = 50;

/**
 * Registers filters in every index that is written (docs/architecture.md, Rebuild):
 *
 *   read the targets → write and refresh → in one transaction: the targets are still those, and `registered_revision` says so
 *
 * Targets that changed meanwhile are written to anew. So a registration that is recorded is visible in each index that may be asked:
 * it was written there, or its row was before the builder copied. Each such transaction is counted, for items that are percolated while
 * their documents are written. One whose row turns out to be gone is taken back: whoever removed the
 * row may have removed the registration before it was written.
 *
 * A filter that can be is **announced** first: from that transaction on, which is counted too, items' writers ask it themselves, and it is
 * registered beside the answers, many together where many come.
 */
export class Registrar {
  readonly #database: Database;
  readonly #percolator: Percolator;
  readonly #logger: Logger;
  readonly #step: Step;

  constructor(deps: { database: Database; percolator: Percolator; logger: Logger; step: Step }) {
    this.#database = deps.database;
    this.#percolator = deps.percolator;
    this.#logger = deps.logger;
    this.#step = deps.step;
  }

  /** @throws UnavailableError when an engine does not answer; nothing is recorded then */
  async register(queries: readonly Registration[]): Promise<InForce> {
    for (;;) {
      const registered = await this.#registerIn(await queryTarget.read(this.#database), queries);
      if (registered !== 'moved') {
        return registered;
      }
    }
  }

  /**
   * Items that are decided from now on ask these filters, which the callers have found to be such (`canBeAnnounced`).
   * @returns undefined where so many are already that items had enough to ask
   */
  announce(queries: readonly Registration[]): Promise<InForce | undefined> {
    return this.#database.transaction(async (tx) => {
      await countAnnouncements(tx);
      const current = await recordAnnouncements(tx, queries, { most: mostAnnounced });
      return current && { current, refused: new Map() };
    });
  }

  /**
   * Registers what is announced.
   * @param left.abandoned only what whoever announced it did not register while it had the claim
   * @returns whether there may be more; what the engine refuses stays announced
   */
  async registerAnnounced({ abandoned }: { abandoned: boolean }): Promise<{ more: boolean }> {
    const queries = await readUnregistered(this.#database, { abandoned, limit: announcedAtOnce });
    const registered = queries.length === 0 ? 0 : await this.#registerApart(queries);
    return { more: queries.length === announcedAtOnce && registered > 0 };
  }

  /** One that cannot be registered does not keep others from it. @returns how many are */
  async #registerApart(queries: readonly Registration[]): Promise<number> {
    try {
      const { current, refused } = await this.register(queries);
      for (const query of queries.filter(({ queryId }) => !current.has(queryId))) {
        const reason = refused.get(query.queryId);
        await (reason === undefined ? this.#passIfTaken(query) : this.#refuse(query, reason));
      }
      return current.size;
    } catch (error) {
      if (error instanceof UnavailableError) {
        throw error;
      }
      const [only] = queries;
      if (queries.length === 1 && only !== undefined) {
        await this.#refuse(only, error instanceof Error ? error.message : String(error));
        return 0;
      }
      const middle = Math.ceil(queries.length / 2);
      return (await this.#registerApart(queries.slice(0, middle))) + (await this.#registerApart(queries.slice(middle)));
    }
  }

  async #refuse(query: Registration, reason: string): Promise<void> {
    if (await noteRefusal(this.#database, query, reason)) {
      this.#logger.error(
        { queryId: query.queryId, reason },
        'the engine refuses to register a filter: each item is compared with it instead',
      );
    }
  }

  /** The index may have a later revision than the row, where the database was restored: the filter is decided as one that comes after that. */
  async #passIfTaken(query: Registration): Promise<void> {
    const there = (await this.#percolator.read([query.queryId])).get(query.queryId);
    if (there !== undefined && there.revision > query.revision) {
      if (await passRegistration(this.#database, query, there.revision)) {
        const { queryId, revision } = query;
        this.#logger.error(
          { queryId, revision, registered: there.revision },
          'a later filter was registered: decided anew',
        );
      }
    }
  }

  /** For queries whose rows are gone: a builder that comes later finds none to copy, one at work has finished with them. */
  async unregister(queryIds: readonly number[]): Promise<void> {
    const indices = indicesOf(await queryTarget.read(this.#database), this.#percolator);
    await Promise.all(indices.map((index) => index.unregister(queryIds)));
  }

  async #registerIn(targets: Targets, queries: readonly Registration[]): Promise<InForce | 'moved'> {
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
