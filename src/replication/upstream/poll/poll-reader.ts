import { isDeepStrictEqual } from 'node:util';
import { textsIn } from '../../contract/members.ts';
import type { JsonObject } from '../../contract/raw-content.ts';
import { nameOf } from '../name-of.ts';
import { nobodysCourse, type Listing, type Page, type Upstream } from '../upstream.ts';
import { UpstreamFault } from '../upstream-fault.ts';
import { pageSizeOf } from '../page-window.ts';
import { polledKinds, type PolledKind, type Progress } from './progress.ts';

/** Past so many pages in a row that could not be had, upstream is asked something small before each further one: it may be at fault. */
const mostMissedInARow = 3;
/** Past so many the list is left where it is: there may be no page beyond that can be had, and nothing says where it ends. */
const mostPassedOver = 20;
const mostMovedPages = 50;

/** What a page holds; of courses with their runs. */
export interface PollPage {
  documents: readonly JsonObject[];
  /** Entries that are no objects. */
  broken: number;
  /** When it was asked for, or shortly before. */
  askedAt: Date;
}

/** A page, and how far the poll is once it is stored. */
interface ReadPage {
  /** Undefined where the rest of a list is left. */
  page: PollPage | undefined;
  progress: Progress;
}

interface ReaderDeps {
  upstream: Upstream;
  /** What upstream changed since then; null: everything. */
  since: Date | null;
  /** The database's. */
  clock: () => Promise<Date>;
  signal: AbortSignal;
}

/** Reads upstream's lists, one after the other, page by page. It stores nothing and keeps nothing. */
export class PollReader {
  readonly #deps: ReaderDeps;

  constructor(deps: ReaderDeps) {
    this.#deps = deps;
  }

  /**
   * The pages from there on, each with how far the poll is once it is stored. A page that cannot be had is passed over, which is told at
   * once, and noted in the progress of the next one: whoever goes on before that begins with the first of those in a row. When very many in a
   * row cannot, the rest of the list is missed.
   * @throws UpstreamFault when upstream is away, or gives none of several pages nor anything else
   */
  async *pages(from: Progress): AsyncGenerator<ReadPage | 'missed', void, undefined> {
    let progress = from;
    for (let kind = polledKinds[progress.step]; kind !== undefined; kind = polledKinds[progress.step]) {
      progress = yield* this.#list(kind, progress);
    }
  }

  /** One page alone. @throws UpstreamFault */
  async page(kind: PolledKind, offset: number): Promise<PollPage> {
    const askedAt = await this.#deps.clock();
    return this.#withRuns(kind, await this.#ask(kind, offset), { known: undefined, askedAt });
  }

  async *#list(kind: PolledKind, from: Progress): AsyncGenerator<ReadPage | 'missed', Progress, undefined> {
    const size = pageSizeOf({ kind });
    let progress = from;
    let last: JsonObject | undefined;
    let missedInARow = 0;
    for (;;) {
      const askedAt = await this.#deps.clock();
      // The page begins with the last item of the one before.
      const offset = progress.last === null ? progress.offset : Math.max(progress.offset - 1, 0);
      let asked: Page;
      let page: PollPage;
      try {
        asked = await this.#ask(kind, offset);
        const [first] = asked.documents;
        if (progress.last !== null && nameOf(first) !== progress.last && progress.movedPages < mostMovedPages) {
          // Items before this page came or went: what has moved to the page before is found there.
          const before = { offset: Math.max(offset - size, 0), last: null, movedPages: progress.movedPages + 1 };
          progress = { ...progress, ...before };
          continue;
        }
        page = await this.#withRuns(kind, asked, { known: last, askedAt });
      } catch (error) {
        missedInARow += 1;
        const isOfPage = error instanceof UpstreamFault && !error.isOutage;
        if (!isOfPage || (missedInARow > mostMissedInARow && !(await this.#answers()))) {
          throw error;
        }
        if (missedInARow > mostPassedOver) {
          const rest = { kind, offset: progress.offset, retried: true, rest: true } as const;
          progress = {
            ...progress,
            missed: [...progress.missed, rest],
            step: progress.step + 1,
            offset: 0,
            last: null,
          };
          yield { page: undefined, progress };
          return progress;
        }
        const missed = [...progress.missed, { kind, offset: progress.offset, retried: false }];
        progress = { ...progress, missed, offset: progress.offset + size, last: null };
        yield 'missed';
        continue;
      }
      missedInARow = 0;
      last = asked.documents.at(-1);
      progress = asked.last
        ? { ...progress, step: progress.step + 1, offset: 0, last: null }
        : { ...progress, offset: offset + asked.documents.length + asked.broken, last: nameOf(last) ?? null };
      yield { page, progress };
      if (asked.last) {
        return progress;
      }
    }
  }

  /** Whether upstream says anything at all, asked for a course that nobody has. */
  async #answers(): Promise<boolean> {
    const { upstream, signal } = this.#deps;
    const nobodys: Listing = { kind: 'course', keys: [nobodysCourse] };
    try {
      for await (const page of upstream.pages(nobodys, { signal })) {
        return page.documents.length === 0;
      }
    } catch (error) {
      if (!(error instanceof UpstreamFault)) {
        throw error;
      }
    }
    return false;
  }

  async #ask(kind: PolledKind, offset: number): Promise<Page> {
    const { upstream, since, signal } = this.#deps;
    const listing: Listing = since === null ? { kind } : { kind, changedSince: since };
    for await (const page of upstream.pages(listing, { signal, offset })) {
      return page;
    }
    throw new UpstreamFault('malformed', `upstream gave no page of ${kind}`);
  }

  /** @param known what the page before ended with: where this one begins with the same it is not given twice */
  async #withRuns(
    kind: PolledKind,
    page: Page,
    { known, askedAt }: { known: JsonObject | undefined; askedAt: Date },
  ): Promise<PollPage> {
    const { upstream, signal } = this.#deps;
    const isKnown = known !== undefined && isDeepStrictEqual(page.documents[0], known);
    const documents = isKnown ? page.documents.slice(1) : [...page.documents];
    const courses = kind === 'course' ? textsIn(documents.map((one) => one['key'])) : [];
    let runs: Pick<PollPage, 'documents' | 'broken'> = { documents: [], broken: 0 };
    if (courses.length > 0) {
      for await (const some of upstream.pages({ kind: 'courserun', courses }, { signal })) {
        const earlier = some.offset === 0 ? [] : runs.documents;
        const broken = some.offset === 0 ? 0 : runs.broken;
        runs = { documents: [...earlier, ...some.documents], broken: broken + some.broken };
      }
    }
    return { documents: [...documents, ...runs.documents], broken: page.broken + runs.broken, askedAt };
  }
}
