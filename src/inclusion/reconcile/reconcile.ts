import type { ContentIndex } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { Replication } from '../../replication/port.ts';
import type { Percolator } from '../percolator/percolator.ts';
import type { ReconcileOptions, ReconcileReport } from '../port.ts';
import { queryTarget } from '../rebuild/index-target.mysql.ts';
import { indicesOf } from '../rebuild/registrar.ts';
import { findQueryId } from '../queries/query-row.mysql.ts';
import { forgetEndedDrops } from '../guard/dropped-pairs.mysql.ts';
import { checkDocuments } from './check-documents.ts';
import { checkFilters, restoreFilters } from './check-filters.ts';
import { checkInherited } from './check-inherited.ts';
import { checkPairs, checkRegistrations, findOrphans } from './check-queries.ts';
import { Drift } from './drift.ts';
import { readSettledQueries, reviseItems, reviseQueries } from './reconcile-rows.mysql.ts';

const queriesOfOnePage = 50;

export interface ReconcileDeps {
  database: Database;
  contentIndex: ContentIndex;
  percolator: Percolator;
  replication: Pick<Replication, 'seenItems' | 'staleForms' | 'formAnew' | 'extent'>;
}

/**
 * Compares what is stored with a fresh evaluation: documents and registrations with their rows, these with raw documents and filters, members
 * with what filters match, and what is inherited with direct members. What is wrong is decided anew by the ordinary writers: repair only revises rows, and removes
 * registrations that have none.
 */
export class Reconciliation {
  readonly #deps: ReconcileDeps;
  readonly #drift = new Drift();
  readonly #options: ReconcileOptions;
  #queries = 0;
  #items = 0;
  #revised = 0;

  constructor(deps: ReconcileDeps, options: ReconcileOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** See `Inclusion.reconcile` in port.ts. */
  async run(): Promise<ReconcileReport> {
    const uuid = this.#options.queryUuid?.toLowerCase();
    if (uuid === undefined) {
      await this.#checkItems();
    } else if ((await findQueryId(this.#deps.database, uuid)) === undefined) {
      throw new NotFoundError('there is no catalog query with this uuid');
    }
    await this.#checkQueries(uuid);
    if (uuid === undefined && !this.#stopped) {
      await this.#checkOrphans();
      await checkInherited(this.#deps.database, this.#drift, this.#options);
      if (this.#options.apply) {
        await forgetEndedDrops(this.#deps.database);
      }
    }
    return this.#report();
  }

  async #checkItems(): Promise<void> {
    const pages = checkDocuments(this.#deps, this.#drift, () => this.#isChosen());
    for await (const { checked, wrong, misformed } of pages) {
      this.#items += checked;
      if (this.#options.apply) {
        await this.#deps.replication.formAnew(misformed);
        this.#revised += misformed.length;
      }
      if (this.#options.apply && wrong.length > 0) {
        await this.#deps.database.transaction((tx) => reviseItems(tx, wrong));
        this.#revised += wrong.length;
      }
      await this.#options.progress?.(this.#report());
      if (this.#stopped) {
        return;
      }
    }
  }

  async #checkQueries(uuid: string | undefined): Promise<void> {
    const { database, contentIndex } = this.#deps;
    for (let after = 0; !this.#stopped;) {
      const page = await readSettledQueries(database, { after, limit: queriesOfOnePage, uuid });
      after = page.at(-1)?.id ?? after;
      if (page.length === 0) {
        return;
      }
      const chosen = page.filter(() => uuid !== undefined || this.#isChosen());
      const { queries, stale } = await checkFilters(database, this.#drift, chosen);
      const wrong = new Set(stale);
      for (const index of await this.#indices()) {
        for (const id of await checkRegistrations(index, this.#drift, queries)) {
          wrong.add(id);
        }
      }
      const content = await contentIndex.fresh();
      const snapshot = await content.snapshot();
      try {
        for (const query of queries) {
          if (await checkPairs(this.#deps, this.#drift, { query, snapshot })) {
            wrong.add(query.id);
          }
        }
      } finally {
        await snapshot.close();
      }
      if (this.#options.apply && wrong.size > 0) {
        await database.transaction(async (tx) => {
          await reviseQueries(tx, [...wrong]);
          await restoreFilters(tx, stale);
        });
        this.#revised += wrong.size;
      }
      this.#queries += queries.length;
      await this.#options.progress?.(this.#report());
    }
  }

  async #checkOrphans(): Promise<void> {
    for (const index of await this.#indices()) {
      const orphans = (await findOrphans(this.#deps.database, index)).filter(() => this.#isChosen());
      for (const id of orphans) {
        this.#drift.add('registration_extra', String(id));
      }
      if (this.#options.apply) {
        await index.unregister(orphans);
      }
    }
  }

  /** The index that serves, and the one to which one can go back; one that is being built is its builder's to compare. */
  async #indices(): Promise<Percolator[]> {
    const targets = await queryTarget.read(this.#deps.database);
    return targets.state === 'building' ? [this.#deps.percolator] : indicesOf(targets, this.#deps.percolator);
  }

  /** Whether a row is in the sample. */
  #isChosen(): boolean {
    return Math.random() * 100 < (this.#options.samplePercent ?? 100);
  }

  get #stopped(): boolean {
    return this.#options.signal?.aborted === true;
  }

  #report(): ReconcileReport {
    return {
      applied: this.#options.apply,
      queries: this.#queries,
      items: this.#items,
      drift: { ...this.#drift.counts },
      total: this.#drift.total,
      revised: this.#revised,
      examples: [...this.#drift.examples],
    };
  }
}
