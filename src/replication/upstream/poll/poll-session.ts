import { textOf, textsIn } from '../../contract/members.ts';
import type { JsonObject } from '../../contract/raw-content.ts';
import type { Ratings } from '../known-content.mysql.ts';
import { takeIn } from '../take-in.ts';
import { UpstreamFault } from '../upstream-fault.ts';
import type { Listing, Page } from '../upstream.ts';
import { pageSizeOf } from '../upstream-request.ts';
import { countContent, listUnseen, readStanding, recordSeen } from './poll-content.mysql.ts';
import { saveRun, type PollRunRow } from './poll-run.mysql.ts';
import type { PollerDeps } from './poller.ts';
import { polledKinds, readCounts, readProgress, type PollCounts, type PolledKind, type Progress } from './progress.ts';

/** Pages in a row that could not be had: then it is upstream that is at fault, and not the pages. */
const mostMissedInARow = 3;
const mostMovedPages = 50;
/** As many items may always change their standing. */
const mayAlwaysMove = 50;

type Ended = 'done' | 'partly' | 'postponed' | 'paused' | 'lost';
type PageWithRuns = Page & { runs: readonly JsonObject[] };

const author = { name: 'upstream', requestId: null };

interface SessionHooks {
  beat: (counts: PollCounts) => Promise<void>;
  /** Is shown every document. */
  observe: (document: JsonObject) => void;
}

/**
 * One process's part of a run: list after list, then the missed pages once more. After each page it saves how far it is.
 */
export class PollSession {
  readonly #deps: PollerDeps;
  readonly #run: PollRunRow;
  readonly #signal: AbortSignal;
  readonly #hooks: SessionHooks;
  readonly #progress: Progress;
  readonly counts: PollCounts;
  #ratings: ReadonlyMap<string, Ratings> = new Map();
  #mayMove = 0;
  /** What went wrong beside the lists. */
  readonly #told: string[] = [];

  constructor(deps: PollerDeps, run: PollRunRow, signal: AbortSignal, hooks: SessionHooks) {
    this.#deps = deps;
    this.#run = run;
    this.#signal = signal;
    this.#hooks = hooks;
    this.#progress = readProgress(run.progress);
    this.counts = readCounts(run.counts);
  }

  async run(): Promise<Ended> {
    const { database, movingPercent, pause } = this.#deps;
    this.#mayMove = Math.max(mayAlwaysMove, ((await countContent(database)) * movingPercent) / 100);
    try {
      this.#ratings = this.#run.kind === 'full' ? await this.#readRatings() : new Map();
      for (; this.#progress.step < polledKinds.length; this.#progress.step += 1) {
        const ended = await this.#readList(polledKinds[this.#progress.step] ?? 'course');
        if (ended !== 'read') {
          return ended;
        }
      }
      return await this.#finish();
    } catch (error) {
      const isOutage = error instanceof UpstreamFault;
      if (!isOutage && !this.#signal.aborted) {
        throw error;
      }
      const wait = isOutage ? (error.retryAfter ?? pause * 10) : 0;
      await this.#save({ dueSeconds: wait / 1_000, error: (error as Error).message });
      return 'postponed';
    }
  }

  async #readList(kind: PolledKind): Promise<'read' | Ended> {
    const progress = this.#progress;
    let missedInARow = 0;
    for (;;) {
      let page: PageWithRuns;
      // The page begins with the last item of the one before.
      const offset = progress.last === null ? progress.offset : Math.max(progress.offset - 1, 0);
      try {
        page = await this.#ask(kind, offset);
        missedInARow = 0;
      } catch (error) {
        missedInARow += 1;
        if (!(error instanceof UpstreamFault) || error.isOutage || missedInARow > mostMissedInARow) {
          // Whoever goes on begins with the first of them.
          progress.missed.splice(progress.missed.length - missedInARow + 1);
          progress.offset -= (missedInARow - 1) * pageSizeOf({ kind });
          throw error;
        }
        progress.missed.push({ kind, offset: progress.offset, retried: false });
        progress.offset += pageSizeOf({ kind });
        progress.last = null;
        continue;
      }
      const [first] = page.documents;
      if (progress.last !== null && nameOf(first) !== progress.last && progress.movedPages < mostMovedPages) {
        // Items before this page came or went: what has moved to the page before is found there.
        progress.movedPages += 1;
        progress.offset = Math.max(offset - pageSizeOf({ kind }), 0);
        progress.last = null;
        continue;
      }
      await this.#take(page);
      progress.offset = offset + page.documents.length + page.broken;
      progress.last = nameOf(page.documents.at(-1)) ?? null;
      if (page.last) {
        [progress.offset, progress.last] = [0, null];
        return 'read';
      }
      if (this.counts.standing > this.#mayMove && !progress.mayMove) {
        return this.#pause();
      }
      if ((await this.#save({})) === 'lost') {
        return 'lost';
      }
    }
  }

  /** One page of a list; of courses with their runs. */
  async #ask(kind: PolledKind, offset: number): Promise<PageWithRuns> {
    const { since } = this.#run;
    const { upstream } = this.#deps;
    const listing: Listing = since === null ? { kind } : { kind, changedSince: since };
    for await (const page of upstream.pages(listing, { signal: this.#signal, offset })) {
      const courses = kind === 'course' ? textsIn(page.documents.map((one) => one['key'])) : [];
      const runs: JsonObject[] = [];
      if (courses.length > 0) {
        for await (const part of upstream.pages({ kind: 'courserun', courses }, { signal: this.#signal })) {
          runs.push(...part.documents);
        }
      }
      return { ...page, runs };
    }
    throw new UpstreamFault('malformed', `upstream gave no page of ${kind}`);
  }

  async #take(page: PageWithRuns): Promise<void> {
    const { database } = this.#deps;
    const documents = [...page.documents, ...page.runs];
    documents.forEach(this.#hooks.observe);
    const keys = documents.flatMap((one) => nameOf(one) ?? []);
    const before = await readStanding(database, keys);
    const via = `poll-${this.#run.kind}/${String(this.#run.id)}`;
    const { documents: stored, older } = await takeIn(this.#deps, documents, { author, via, known: this.#ratings });
    const after = await readStanding(database, keys);
    const ids = stored.flatMap((one) => (one.outcome === 'refused' ? [] : [one.contentId]));
    if (this.#run.kind === 'full') {
      await recordSeen(database, this.#run.id, ids);
    }
    const { counts } = this;
    counts.pages += 1;
    counts.documents += documents.length;
    counts.changed += stored.filter(({ outcome }) => outcome === 'created' || outcome === 'changed').length;
    counts.older += older.length;
    counts.refused += stored.length - ids.length + page.broken;
    counts.standing += [...before].filter(([key, standing]) => after.get(key) !== standing).length;
  }

  /** The missed pages once more; then, of a full run, what it has not seen is asked for by key. */
  async #finish(): Promise<Ended> {
    const progress = this.#progress;
    for (const page of progress.missed.filter(({ retried }) => !retried)) {
      try {
        await this.#take(await this.#ask(page.kind, page.offset));
        progress.missed = progress.missed.filter((one) => one !== page);
      } catch (error) {
        if (!(error instanceof UpstreamFault) || error.isOutage) {
          throw error;
        }
        page.retried = true;
      }
    }
    const missed = progress.missed.map(({ kind, offset }) => ({ kind, offset }));
    this.counts.missedPages = missed.length;
    if (this.#run.kind === 'full') {
      await this.#askForUnseen();
    }
    const state = missed.length > 0 ? 'partly' : 'done';
    const pages = missed.length === 0 ? [] : [`pages that could not be had: ${JSON.stringify(missed)}`];
    const error = [...this.#told, ...pages].join('; ').slice(0, 1_000);
    return (await this.#save({ state, error: error === '' ? null : error })) === 'lost' ? 'lost' : state;
  }

  /** What a missed page has is among it, and found when it is asked for. */
  async #askForUnseen(): Promise<void> {
    const { database, replication } = this.#deps;
    const unseen = await listUnseen(database, this.#run.id, this.#run.created_at);
    this.counts.vanished = unseen.length;
    if (unseen.length > 0) {
      await replication.refreshContent(unseen, { source: 'poll', author, outOf: await countContent(database) });
    }
  }

  /** Without them the poll goes on: courses keep the ratings that they have. */
  async #readRatings(): Promise<Map<string, Ratings>> {
    const ratings = new Map<string, Ratings>();
    try {
      for await (const page of this.#deps.upstream.pages({ kind: 'review' }, { signal: this.#signal })) {
        for (const { course_key: key, reviews_count, avg_course_rating } of page.documents) {
          if (typeof key === 'string') {
            ratings.set(key, { reviews_count, avg_course_rating });
          }
        }
      }
    } catch (error) {
      if (!(error instanceof UpstreamFault) || error.isOutage) {
        throw error;
      }
      this.#told.push('ratings could not be had');
    }
    return ratings;
  }

  async #pause(): Promise<Ended> {
    const error = `${String(this.counts.standing)} items changed their status, or whether lists show them`;
    this.#deps.logger.error(
      { run: this.#run.id, standing: this.counts.standing },
      'a poll waits for somebody to look at it',
    );
    return (await this.#save({ state: 'paused', error })) === 'lost' ? 'lost' : 'paused';
  }

  async #save(so: {
    state?: 'done' | 'partly' | 'paused';
    error?: string | null;
    dueSeconds?: number;
  }): Promise<'saved' | 'lost'> {
    await this.#hooks.beat(this.counts);
    return saveRun(this.#deps.database, this.#run, {
      dueSeconds: this.#deps.holdSeconds,
      ...so,
      progress: JSON.stringify(this.#progress),
      counts: JSON.stringify(this.counts),
    });
  }
}

/** What a document is called in lists: the key of a course or run, the uuid of a program or pathway. */
function nameOf(document: JsonObject | undefined): string | undefined {
  return textOf(document?.['key']) ?? textOf(document?.['uuid']);
}
