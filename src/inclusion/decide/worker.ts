import type { Database } from '../../kernel/database.ts';
import type { Logger } from '../../kernel/log.ts';
import type { WorkMetrics, WorkOutcome } from '../../kernel/metrics.ts';
import type { SpanDescription, Tracing } from '../../kernel/tracing.ts';
import type { ItemClaim, Replication } from '../../replication/port.ts';
import { claimUndecidedQueries } from './claims.mysql.ts';
import type { QueryClaim } from './query-decider.ts';

const itemsOfOneClaim = 200;
const queriesOfOneClaim = 50;
const transitionsOfOneClaim = 200;
/** An index that is lost while nothing is written must not stay lost. */
const prepareEveryMilliseconds = 10_000;
/**
 * While there is more to decide, what is inherited waits: worked out after each batch, most of it would be again after the next. So long at least and at most, and in
 * between as many times as long as it took last.
 */
const inheritAfter = { leastMilliseconds: 10_000, mostMilliseconds: 60_000, timesAsLong: 4 };
/** Wakes that a batch names as what may have led to it. */
const causesOfOneBatch = 32;

/** What became of a claim; undefined where an engine was away and it went back to the list. */
type Decisions = readonly ({ outcome: WorkOutcome } | undefined)[];

export interface WorkerDeps {
  database: Database;
  replication: Replication;
  /** One answer a claim. */
  decideItems: (claims: readonly ItemClaim[]) => Promise<Decisions>;
  decideQueries: (claims: readonly QueryClaim[]) => Promise<Decisions>;
  /** Works out what programs and pathways inherit. @returns whether there was any work */
  inherit: () => Promise<boolean>;
  /** Registers filters that were announced by a process that died. */
  register: () => Promise<void>;
  /** Numbers and drops history: never a reason to look again. */
  tend: () => Promise<void>;
  /** Filters that the clock moves, claimed; none when all that are due have been moved. */
  moveRelativeQueries: () => Promise<readonly QueryClaim[]>;
  /** Makes the indices that are missing: called first, and again after an engine was away. */
  prepare: () => Promise<void>;
  /** Calls back for each wake that other processes send, from now on. */
  listen: (wake: (cause: string | undefined) => void) => void;
  claimSeconds: number;
  pollMilliseconds: number;
  logger: Logger;
  metrics: WorkMetrics;
  tracing: Tracing;
}

/**
 * Decides what nobody decided in time: items and filters whose writer died or found an engine away, and items and filters whose
 * answer the clock changes.
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
  /** `traceparent`s of the wakes whose work may still be on the list. */
  readonly #causes = new Set<string>();
  /** When the indices were last seen to be there; 0 after an engine was away. */
  #preparedAt = 0;
  /** From when on what is inherited does not wait any more. */
  #inheritFrom = 0;
  #stopped = true;
  #listening = false;

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
  }

  /** A process that has not come here takes no wakes from those that work. */
  start(): void {
    this.#stopped = false;
    if (!this.#listening) {
      this.#listening = true;
      this.#deps.listen((cause) => {
        this.wake(cause);
      });
    }
    this.#timer = setInterval(() => {
      this.wake();
    }, this.#deps.pollMilliseconds);
    this.wake();
  }

  /**
   * Looks for work now. A wake during a drain makes it look once more.
   * @param cause `traceparent` of what left the work
   */
  wake(cause?: string): void {
    if (this.#stopped) {
      return;
    }
    if (cause !== undefined && this.#causes.size < causesOfOneBatch) {
      this.#causes.add(cause);
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

  /** One round over the work lists. @returns whether a next round may find more; not so when an engine was away */
  async drainOnce(): Promise<boolean> {
    const { database, replication, claimSeconds } = this.#deps;
    if (this.#preparedAt === 0 || performance.now() - this.#preparedAt > prepareEveryMilliseconds) {
      await this.#deps.prepare();
      this.#preparedAt = performance.now();
    }
    const causes = [...this.#causes];
    const due = await replication.refreshDue(transitionsOfOneClaim);
    const dueDecided = await this.#decide('item', due.claims, this.#deps.decideItems, []);
    const items = await replication.claimUndecided(itemsOfOneClaim);
    const itemsDecided = await this.#decide('item', items, this.#deps.decideItems, causes);
    const moved = await this.#deps.moveRelativeQueries();
    const movedDecided = await this.#decide('query', moved, this.#deps.decideQueries, []);
    const queries = await claimUndecidedQueries(database, queriesOfOneClaim, claimSeconds);
    const queriesDecided = await this.#decide('query', queries, this.#deps.decideQueries, causes);
    const postponed = [...dueDecided, ...itemsDecided, ...movedDecided, ...queriesDecided].includes(undefined);
    this.#preparedAt = postponed ? 0 : this.#preparedAt;
    const isMore = items.length === itemsOfOneClaim || queries.length === queriesOfOneClaim;
    const inherited = await this.#inherit(isMore && !postponed);
    await this.#deps.tend();
    // Last: what the engine does not take must not keep the rest from being done.
    await this.#deps.register();
    const worked = inherited || due.examined + items.length + moved.length + queries.length > 0;
    if (!worked) {
      for (const cause of causes) {
        this.#causes.delete(cause);
      }
    }
    return !postponed && worked;
  }

  async #inherit(mayWait: boolean): Promise<boolean> {
    const began = performance.now();
    if (mayWait && began < this.#inheritFrom) {
      return false;
    }
    const inherited = await this.#deps.inherit();
    const ended = performance.now();
    const { leastMilliseconds, mostMilliseconds, timesAsLong } = inheritAfter;
    this.#inheritFrom = ended + Math.max(leastMilliseconds, Math.min(mostMilliseconds, (ended - began) * timesAsLong));
    return inherited;
  }

  /** Decides one batch: a job, and so a trace of its own. Looking for work is not traced, most often there is none. */
  async #decide<Claim>(
    kind: 'item' | 'query',
    claims: readonly Claim[],
    decide: (claims: readonly Claim[]) => Promise<Decisions>,
    links: readonly string[],
  ): Promise<Decisions> {
    if (claims.length === 0) {
      return [];
    }
    const { metrics, tracing } = this.#deps;
    const describe = (): SpanDescription => ({
      name: `decide ${kind}`,
      kind: 'consumer',
      root: { traceparent: undefined },
      attributes: { 'percolog.batch.kind': kind, 'percolog.batch.size': claims.length },
      links,
    });
    const decisions = await tracing.span(describe, () => decide(claims));
    for (const decision of decisions) {
      metrics.decided({ kind, outcome: decision?.outcome ?? 'postponed' });
    }
    return decisions;
  }
}
