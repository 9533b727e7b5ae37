import type { Author } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import { textOf } from '../contract/members.ts';
import type { JsonObject } from '../contract/raw-content.ts';
import type { ItemClaim, Replication, StoredDocument } from '../port.ts';
import { markSeen, readRatings, type Ratings } from './known-content.mysql.ts';

export interface TakeInDeps {
  database: Database;
  replication: Pick<Replication, 'store'>;
  /** One answer a claim. */
  decide: (claims: readonly ItemClaim[]) => Promise<unknown>;
}

/**
 * Stores documents that upstream gave, and has them decided. The list of courses does not give their ratings: a course without keeps
 * those that it has, unless newer ones are known.
 * @param known ratings that upstream gave beside the courses
 * @returns what became of each, in order
 */
export async function takeIn(
  { database, replication, decide }: TakeInDeps,
  documents: readonly JsonObject[],
  { author, known = new Map() }: { author: Author; known?: ReadonlyMap<string, Ratings> },
): Promise<StoredDocument[]> {
  const unrated = documents.flatMap((one) => (isUnrated(one) ? (textOf(one['key']) ?? []) : []));
  const kept = unrated.length === 0 ? new Map<string, Ratings>() : await readRatings(database, unrated);
  const rated = documents.map((one) => {
    const key = textOf(one['key']);
    const ratings = key === undefined || !isUnrated(one) ? undefined : (known.get(key) ?? kept.get(key));
    return ratings === undefined ? one : { ...one, ...ratings };
  });
  const stored = await replication.store(rated, { author, source: 'upstream' });
  await markSeen(
    database,
    stored.documents.flatMap((one) => (one.outcome === 'refused' ? [] : [one.contentId])),
  );
  await decide(stored.claims);
  return stored.documents;
}

function isUnrated(document: JsonObject): boolean {
  return document['content_type'] === 'course' && !('reviews_count' in document) && !('avg_course_rating' in document);
}
