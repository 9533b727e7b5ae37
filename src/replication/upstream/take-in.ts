import type { Author } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import type { UpstreamMetrics } from '../../kernel/metrics.ts';
import { textOf } from '../contract/members.ts';
import type { JsonObject } from '../contract/raw-content.ts';
import type { ItemClaim, Replication, StoreResult } from '../port.ts';
import { markSeen, readRatings, type Ratings } from './known-content.mysql.ts';

export interface TakeInDeps {
  database: Database;
  replication: Pick<Replication, 'store'>;
  /** One answer a claim. */
  decide: (claims: readonly ItemClaim[]) => Promise<unknown>;
  metrics: Pick<UpstreamMetrics, 'upstreamAnsweredLate'>;
}

/**
 * Stores documents that upstream gave, and has them decided. The list of courses does not give their ratings: a course without keeps
 * those that it has, unless newer ones are known.
 * @param known ratings that upstream gave beside the courses
 * @param via the run that asked, see `Heard`
 * @returns what became of each, in order, and which were `older` than what upstream gave before
 */
export async function takeIn(
  { database, replication, decide, metrics }: TakeInDeps,
  documents: readonly JsonObject[],
  { author, via, known = new Map() }: { author: Author; via: string; known?: ReadonlyMap<string, Ratings> },
): Promise<Pick<StoreResult, 'documents' | 'older'>> {
  const unrated = documents.flatMap((one) => (isUnrated(one) ? (textOf(one['key']) ?? []) : []));
  const kept = unrated.length === 0 ? new Map<string, Ratings>() : await readRatings(database, unrated);
  const rated = documents.map((one) => {
    const key = textOf(one['key']);
    const ratings = key === undefined || !isUnrated(one) ? undefined : (known.get(key) ?? kept.get(key));
    return ratings === undefined ? one : { ...one, ...ratings };
  });
  const stored = await replication.store(rated, { author, source: 'upstream', via });
  await markSeen(
    database,
    stored.documents.flatMap((one) => (one.outcome === 'refused' ? [] : [one.contentId])),
  );
  await decide(stored.claims);
  metrics.upstreamAnsweredLate(stored.older.length);
  return stored;
}

function isUnrated(document: JsonObject): boolean {
  return document['content_type'] === 'course' && !('reviews_count' in document) && !('avg_course_rating' in document);
}
