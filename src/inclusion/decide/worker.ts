import type { Database } from '../../kernel/database.ts';
import type { Logger } from '../../kernel/log.ts';
import type { ItemClaim, Replication } from '../../replication/port.ts';
import { claimUndecidedQueries } from './claims.mysql.ts';
import type { QueryClaim } from './query-decider.ts';

const itemsOfOneClaim = 200;
const queriesOfOneClaim = 50;
const transitionsOfOneClaim = 200;
/** An index that is lost while nothing is written must not stay lost. */
const prepareEveryMilliseconds = 10_000;

export interface WorkerDeps {
  database: Database;
  replication: Replication;
  /** One answer a claim; undefined where an engine was away and the claim went back to the list. */
  decideItems: (claims: readonly ItemClaim[]) => Promise<readonly unknown[]>;
  decideQueries: (claims: readonly QueryClaim[]) => Promise<readonly unknown[]>;
  /** Makes the indices that are missing: called first, and again after an engine was away. */
  prepare: () => Promise<void>;
  claimSeconds: number;
  pollMilliseconds: number;
  logger: Logger;
}

/**
 * Decides what nobody decided in time: items and filters whose writer died or found an engine away, and items whose answer
 * the clock changes.
 *
 *   idle ──poll or wake──▶ draining ──nothing left──▶ idle        stop() ends both after the batch at hand
 *
 * The rows are the work list, so a lost wake costs one poll interval and nothing else. Any number of workers may run.
 */
export class Worker {
  readonly #deps: WorkerDeps;
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;
  #again = false;
  /** When the indices were last seen to be there; 0 after an engine was away. */
  #preparedAt = 0;
  #stopped = true;

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#stopped = false;
    this.#timer = setInterval(() => {
      this.wake();
    }, this.#deps.pollMilliseconds);
    this.wake();
  }

  /** Looks for work now. A wake during a drain makes it look once more. */
  wake(): void {
    if (this.#stopped) {
      return;
    }
    if (this.#draining !== undefined) {
      this.#again = true;
      return;
    }
    this.#draining = this.#drain().finally(() => {
      this.#draining = undefined;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#draining;
  }

  async #drain(): Promise<void> {
    try {
      let worked = true;
      while (worked && !this.#stopped) {
        worked = await this.drainOnce();
      }
    } catch (error) {
      // An engine is away; the next poll tries again, and /health/ready says which.
      this.#preparedAt = 0;
      this.#deps.logger.warn({ err: error }, 'work postponed');
    }
  }

  /** One round over the three lists. @returns whether a next round may find more; not so when an engine was away */
  async drainOnce(): Promise<boolean> {
    const { database, replication, claimSeconds } = this.#deps;
    if (this.#preparedAt === 0 || performance.now() - this.#preparedAt > prepareEveryMilliseconds) {
      await this.#deps.prepare();
      this.#preparedAt = performance.now();
    }
    const due = await replication.refreshDue(transitionsOfOneClaim);
    const dueDecided = await this.#deps.decideItems(due.claims);
    const items = await replication.claimUndecided(itemsOfOneClaim);
    const itemsDecided = await this.#deps.decideItems(items);
    const queries = await claimUndecidedQueries(database, queriesOfOneClaim, claimSeconds);
    const queriesDecided = await this.#deps.decideQueries(queries);
    const postponed = [...dueDecided, ...itemsDecided, ...queriesDecided].includes(undefined);
    this.#preparedAt = postponed ? 0 : this.#preparedAt;
    return !postponed && due.examined + items.length + queries.length > 0;
  }
}
