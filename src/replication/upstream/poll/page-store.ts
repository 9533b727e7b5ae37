import { storeGiven, type TakeInDeps } from '../take-in.ts';
import type { Ratings } from '../known-content.mysql.ts';
import type { JsonObject } from '../../contract/raw-content.ts';
import { readStanding, recordSeen } from './poll-content.mysql.ts';
import type { PollPage } from './poll-reader.ts';
import type { PollRunRow } from './poll-run.mysql.ts';
import type { PollCounts } from './progress.ts';

const author = { name: 'upstream', requestId: null };

interface PageStoreDeps extends TakeInDeps {
  run: Pick<PollRunRow, 'id' | 'kind'>;
  /** Added to with each page. */
  counts: PollCounts;
  /** Ratings that upstream gave beside the courses. */
  ratings: ReadonlyMap<string, Ratings>;
  /** Is shown every document. */
  observe: (document: JsonObject) => void;
}

/**
 * Stores the pages of a run one after the other, each while the one before is decided. Whoever ends waits for that (`settled`); a process
 * that dies leaves it to the workers, like every claim.
 */
export class PageStore {
  readonly #deps: PageStoreDeps;
  #deciding: Promise<unknown> = Promise.resolve();

  constructor(deps: PageStoreDeps) {
    this.#deps = deps;
  }

  async take({ documents, broken, askedAt }: PollPage): Promise<void> {
    const { database, decide, run, counts, ratings, observe } = this.#deps;
    const before = new Map<string, string>();
    const stored = await storeGiven(this.#deps, documents, {
      author,
      via: `poll-${run.kind}/${String(run.id)}`,
      askedAt,
      known: ratings,
      // Only what is written can come to stand otherwise, and that is little on nearly every day.
      beforeWrite: async (keys) => {
        for (const [key, standing] of await readStanding(database, keys)) {
          before.set(key, standing);
        }
      },
    });
    const after = await readStanding(database, [...before.keys()]);
    const ids = stored.documents.flatMap((one) => (one.outcome === 'refused' ? [] : [one.contentId]));
    if (run.kind === 'full') {
      await recordSeen(database, run.id, ids);
    }
    // With the counts: what is shown twice, or not at all, shows by them.
    documents.forEach(observe);
    counts.pages += 1;
    counts.documents += documents.length;
    counts.changed += stored.documents.filter(({ outcome }) => outcome === 'created' || outcome === 'changed').length;
    counts.older += stored.older.length;
    counts.refused += documents.length - ids.length + broken;
    counts.standing += [...before].filter(([key, standing]) => after.get(key) !== standing).length;
    await this.settled();
    if (stored.claims.length > 0) {
      this.#deciding = decide(stored.claims);
      // Heard by who waits for it; without this a failure before that would end the process.
      this.#deciding.catch(() => undefined);
    }
  }

  /** Everything that was stored is decided, or left to the workers. @throws what deciding threw */
  async settled(): Promise<void> {
    const deciding = this.#deciding;
    this.#deciding = Promise.resolve();
    await deciding;
  }
}
