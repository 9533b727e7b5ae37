import type { Database } from '../../../kernel/database.ts';
import { readDatabaseClock } from '../../content/database-clock.mysql.ts';
import { readRatings, type Ratings } from '../known-content.mysql.ts';
import type { Upstream } from '../upstream.ts';
import { UpstreamFault } from '../upstream-fault.ts';
import { pageSizeOf } from '../page-window.ts';
import type { PollPage } from './poll-reader.ts';

interface RatingsDeps {
  database: Database;
  upstream: Upstream;
  signal: AbortSignal;
}

/** The ratings of courses, which upstream lists beside them. */
export class PollRatings {
  readonly #deps: RatingsDeps;
  /** Course key → what upstream gave. */
  readonly known = new Map<string, Ratings>();

  constructor(deps: RatingsDeps) {
    this.#deps = deps;
  }

  /** @returns whether all of them were had @throws UpstreamFault when upstream is away */
  async read(): Promise<'had' | 'missed'> {
    const { upstream, signal } = this.#deps;
    try {
      for await (const page of upstream.pages({ kind: 'review' }, { signal })) {
        for (const { course_key: key, reviews_count, avg_course_rating } of page.documents) {
          if (typeof key === 'string') {
            this.known.set(key, { reviews_count, avg_course_rating });
          }
        }
      }
      return 'had';
    } catch (error) {
      if (!(error instanceof UpstreamFault) || error.isOutage) {
        throw error;
      }
      return 'missed';
    }
  }

  /** The courses that are stored with other ratings, asked for once more. @throws UpstreamFault */
  async *differing(): AsyncGenerator<PollPage, void, undefined> {
    const { database, upstream, signal } = this.#deps;
    const size = pageSizeOf({ kind: 'course' });
    const all = [...this.known.keys()].filter((key) => !key.includes(','));
    for (let first = 0; first < all.length; first += size) {
      const some = all.slice(first, first + size);
      const stored = await readRatings(database, some);
      const keys = some.filter((key) => !isSame(stored.get(key), this.known.get(key)));
      if (keys.length > 0) {
        const wanted = new Set<unknown>(keys);
        const askedAt = await readDatabaseClock(database);
        for await (const { documents, broken } of upstream.pages({ kind: 'course', keys }, { signal })) {
          // Where the filter is not understood, this is the list of all.
          yield { documents: documents.filter(({ key }) => wanted.has(key)), broken, askedAt };
          break;
        }
      }
    }
  }
}

function isSame(one: Ratings | undefined, other: Ratings | undefined): boolean {
  return one?.reviews_count === other?.reviews_count && one?.avg_course_rating === other?.avg_course_rating;
}
