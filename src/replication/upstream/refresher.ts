import type { Author } from '../../kernel/audit.ts';
import { isUuid } from '../../kernel/ids.ts';
import { BackgroundWork } from '../../kernel/background-work.ts';
import type { Logger } from '../../kernel/log.ts';
import { readDatabaseClock } from '../content/database-clock.mysql.ts';
import { parentKey } from '../contract/identity.ts';
import type { JsonObject } from '../contract/raw-content.ts';
import { refreshSources, type RefreshOutcome, type Replication, type StoredDocument } from '../port.ts';
import { askUpstream, isGone, type WantedItem } from './ask-upstream.ts';
import { readKnownContent, type KnownContent } from './known-content.mysql.ts';
import { finishJobs } from './finish-jobs.ts';
import { claimItems, countOutcomes, postponeItems, settleItem, type ClaimedItem } from './refresh-item.mysql.ts';
import { hasRunningJob, readJobs, type RefreshJobRow } from './refresh-job.mysql.ts';
import { takeIn, type TakeInDeps } from './take-in.ts';
import type { Upstream } from './upstream.ts';
import { UpstreamFault } from './upstream-fault.ts';

/** Keys of one source in one round: so a burst of one leaves room for the others. */
const keysOfOneSource = 50;
/** Tries of a key that upstream answers badly; from the second one on it is asked for alone. */
const mostAttempts = 4;
/** As many may vanish in any job, whatever its share is. */
const mayAlwaysVanish = 10;
const lookEveryMilliseconds = 250;

export interface RefresherDeps extends TakeInDeps {
  upstream: Upstream;
  replication: Pick<Replication, 'store' | 'remove'>;
  /** The first pause before a key is asked for again, milliseconds. */
  pause: number;
  /** How long a round may take before others take its keys over. */
  holdSeconds: number;
  /** Percent of a job's keys that may vanish. */
  vanishingPercent: number;
  logger: Logger;
}

/**
 * Asks upstream for what somebody said has changed, stores it and has it decided.
 *
 *   idle ──a worker's round──▶ rounds, while keys are due ──none, or stop()──▶ idle
 *
 * The keys are rows (`refresh_item`). A round takes some of each source, whoever waits for the same key included; one that dies leaves
 * its keys to the next, since asking twice does no harm.
 */
export class Refresher {
  readonly #deps: RefresherDeps;
  readonly #work = new BackgroundWork(lookEveryMilliseconds);
  /** Upstream as a whole was away in this round. */
  #sawOutage = false;

  constructor(deps: RefresherDeps) {
    this.#deps = deps;
  }

  /** Starts the rounds, if there is work; does not wait for them. */
  tick(): void {
    if (this.#work.mayLook()) {
      this.#work.begin(() => this.drain());
    }
  }

  /** Ends after the request at hand. */
  stop(): Promise<void> {
    return this.#work.stop();
  }

  /** Rounds until no key is due. What goes wrong with an engine is left to the next time. */
  async drain(): Promise<void> {
    try {
      let worked = true;
      while (worked && !this.#work.signal.aborted && (await hasRunningJob(this.#deps.database))) {
        worked = await this.#round();
        await finishJobs(this.#deps.database);
      }
    } catch (error) {
      if (!this.#work.signal.aborted) {
        this.#deps.logger.warn({ err: error }, 'refreshing postponed');
      }
    }
  }

  /** @returns whether to go on at once: there was a key to ask for, and upstream was there */
  async #round(): Promise<boolean> {
    const { database, holdSeconds } = this.#deps;
    const claimed = await database.transaction((tx) =>
      claimItems(tx, { sources: refreshSources, limit: keysOfOneSource, holdSeconds }),
    );
    if (claimed.length === 0) {
      return false;
    }
    this.#sawOutage = false;
    const ids = [...new Set(claimed.map(({ job_id }) => job_id))];
    const jobs = new Map((await readJobs(database, ids)).map((job) => [job.id, job]));
    const rows = Map.groupBy(claimed, ({ content_key }) => content_key);
    // What went wrong before may be one key's fault.
    const isTried = ([, waiting]: [string, ClaimedItem[]]): boolean => waiting.some(({ attempts }) => attempts > 1);
    const fresh = [...rows].filter((entry) => !isTried(entry));
    try {
      for (const some of [fresh, ...[...rows].filter(isTried).map((entry) => [entry])]) {
        await this.#refresh(new Map(some), jobs);
      }
    } catch (error) {
      // An engine is away, or we are told to stop: nobody has to wait for what we hold.
      await postponeItems(database, claimed, { error: 'interrupted', milliseconds: 0, charged: false });
      throw error;
    }
    return !this.#sawOutage;
  }

  async #refresh(rows: ReadonlyMap<string, ClaimedItem[]>, jobs: ReadonlyMap<number, RefreshJobRow>): Promise<void> {
    if (rows.size === 0) {
      return;
    }
    const { database, upstream } = this.#deps;
    const known = await readKnownContent(database, [...rows.keys()]);
    const wanted = [...rows.keys()].map((key) => wantedItem(key, known.get(key)));
    const askedAt = await readDatabaseClock(database);
    const answer = await askUpstream(upstream, wanted, this.#work.signal);
    const jobOf = (waiting: readonly ClaimedItem[]): RefreshJobRow | undefined => jobs.get(waiting[0]?.job_id ?? 0);
    const author = jobOf([...rows.values()][0] ?? [])?.author ?? 'upstream';
    const [first, ...others] = new Set([...rows.values()].flat().map(({ job_id }) => job_id));
    const one = others.length === 0 ? jobs.get(first ?? 0) : undefined;
    const { stored, older } = await this.#store(answer.documents, {
      author: { name: author, requestId: null },
      via: one === undefined ? 'refresh' : `refresh/${one.uuid}`,
      askedAt,
    });
    for (const item of wanted) {
      const waiting = rows.get(item.key) ?? [];
      const fault = answer.faults.get(item.key);
      const document = stored.get(item.key);
      if (fault !== undefined) {
        await this.#postpone(waiting, fault);
      } else if (document !== undefined) {
        await settleItem(database, waiting, older.has(item.key) ? late : outcomeOf(document));
      } else if (answer.found.has(item.key)) {
        await settleItem(database, waiting, { outcome: 'refused', error: 'upstream gives it under another key' });
      } else {
        await this.#vanish(item, { waiting, known: known.get(item.key), job: jobOf(waiting) });
      }
    }
  }

  /** @returns what became of each document, by its key; the keys of those that are older than what upstream told before */
  async #store(
    documents: readonly JsonObject[],
    from: { author: Author; via: string; askedAt: Date },
  ): Promise<{ stored: Map<string, StoredDocument>; older: ReadonlySet<string> }> {
    const taken = documents.length === 0 ? { documents: [], older: [] } : await takeIn(this.#deps, documents, from);
    return {
      stored: new Map(taken.documents.flatMap((one) => (one.contentKey === null ? [] : [[one.contentKey, one]]))),
      older: new Set(taken.older),
    };
  }

  /** Upstream gave no document. Only what it gave before, and does not give when it is asked for that alone, is gone. */
  async #vanish(
    item: WantedItem,
    {
      waiting,
      known,
      job,
    }: { waiting: ClaimedItem[]; known: KnownContent | undefined; job: RefreshJobRow | undefined },
  ): Promise<void> {
    const { database, upstream, replication, decide, vanishingPercent } = this.#deps;
    const settle = (outcome: RefreshOutcome, error: string): Promise<void> =>
      settleItem(database, waiting, { outcome, error });
    if (item.key.includes(',')) {
      return settle('failed', 'a key with a comma cannot be asked for');
    }
    if (known === undefined || known.removed || !known.seen) {
      return settle('missing', known === undefined ? 'nobody knows it' : 'upstream does not have it');
    }
    try {
      if (!(await isGone(upstream, item, this.#work.signal))) {
        throw new UpstreamFault('malformed', 'upstream gave it without its key, or not every time');
      }
    } catch (error) {
      if (error instanceof UpstreamFault) {
        return this.#postpone(waiting, error);
      }
      throw error;
    }
    const asOf = await readDatabaseClock(database);
    const removed = job === undefined ? 0 : ((await countOutcomes(database, job.id))['removed'] ?? 0);
    const share = Math.ceil(((job?.out_of ?? 0) * vanishingPercent) / 100);
    // At 0 nothing is removed, not the few either.
    if (removed >= (vanishingPercent === 0 ? 0 : Math.max(mayAlwaysVanish, share))) {
      return settle('missing', 'upstream does not have it; kept, since more vanished than may in one job');
    }
    const author = { name: job?.author ?? 'upstream', requestId: null };
    await decide(await replication.remove([item.key], author, { source: 'upstream', asOf }));
    return settle('removed', 'upstream does not have it any more');
  }

  async #postpone(waiting: readonly ClaimedItem[], fault: UpstreamFault): Promise<void> {
    const { database, pause, logger } = this.#deps;
    if (fault.reason === 'unauthorized') {
      logger.error({ err: fault }, 'upstream does not take our credentials');
    }
    this.#sawOutage ||= fault.isOutage;
    const attempts = Math.max(...waiting.map((one) => one.attempts));
    if (!fault.isOutage && attempts >= mostAttempts) {
      await settleItem(database, waiting, { outcome: 'failed', error: fault.message });
      return;
    }
    await postponeItems(database, waiting, {
      error: fault.message,
      milliseconds: fault.retryAfter ?? Math.min(pause * 2 ** (attempts + 1), 300_000),
      charged: !fault.isOutage,
    });
  }
}

/** What is not stored is known by the form of its key: a run's, a uuid, or else a course's. */
function wantedItem(key: string, known: KnownContent | undefined): WantedItem {
  if (known !== undefined) {
    return { key, type: known.type, courseKey: known.parentKey };
  }
  if (isUuid(key)) {
    return { key, type: undefined, courseKey: null };
  }
  const course = parentKey({ content_type: 'courserun', key });
  return { key, type: course === null ? 'course' : 'courserun', courseKey: course };
}

const late = {
  outcome: 'older',
  error: 'upstream gave a later version of it before, which stays, or said since that it is gone',
} as const;

function outcomeOf(document: StoredDocument): { outcome: RefreshOutcome; error: string | null } {
  if (document.outcome !== 'refused') {
    return { outcome: document.outcome === 'unchanged' ? 'unchanged' : 'changed', error: null };
  }
  const errors = document.errors.map(({ pointer, detail }) => `${pointer}: ${detail}`);
  return { outcome: 'refused', error: `it breaks the contract: ${errors.join('; ')}` };
}
