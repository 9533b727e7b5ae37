import type { Author } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import type { UpstreamMetrics } from '../../kernel/metrics.ts';
import { textOf } from '../contract/members.ts';
import type { JsonObject } from '../contract/raw-content.ts';
import type { ItemClaim, Replication, StoreOptions, StoreResult } from '../port.ts';
import { markSeen, readRatings, type Ratings } from './known-content.mysql.ts';

export interface TakeInDeps {
  database: Database;
  replication: Pick<Replication, 'store'>;
  /** One answer a claim. */
  decide: (claims: readonly ItemClaim[]) => Promise<unknown>;
  metrics: Pick<UpstreamMetrics, 'upstreamAnsweredLate'>;
}

interface TakeInOptions extends Pick<StoreOptions, 'beforeWrite'> {
  /** When upstream was asked, or before that, by the database's clock. */
  askedAt: Date;
  author: Author;
  /** The run that asked, see `Heard`. */
  via: string;
  /** Ratings that upstream gave beside the courses. */
  known?: ReadonlyMap<string, Ratings>;
}

/**
 * Stores documents that upstream gave, and has them decided.
 * @returns what became of each, in order, and which were `older` than what upstream told before
 */
export async function takeIn(
  deps: TakeInDeps,
  documents: readonly JsonObject[],
  options: TakeInOptions,
): Promise<Pick<StoreResult, 'documents' | 'older'>> {
  const stored = await storeGiven(deps, documents, options);
  if (stored.claims.length > 0) {
    await deps.decide(stored.claims);
  }
  return stored;
}

/**
 * Stores documents that upstream gave. The list of courses does not give their ratings: a course without keeps those that it has, unless
 * newer ones are known.
 * @returns what became of each, in order, and what the caller must have decided
 */
export async function storeGiven(
  { database, replication, metrics }: Omit<TakeInDeps, 'decide'>,
  documents: readonly JsonObject[],
  { author, known = new Map(), ...options }: TakeInOptions,
): Promise<StoreResult> {
  const unrated = documents.flatMap((one) => (isUnrated(one) ? (textOf(one['key']) ?? []) : []));
  const unknown = unrated.filter((key) => !known.has(key));
  const kept = unknown.length === 0 ? new Map<string, Ratings>() : await readRatings(database, unknown);
  const rated = documents.map((one) => {
    const key = textOf(one['key']);
    const ratings = key === undefined || !isUnrated(one) ? undefined : (known.get(key) ?? kept.get(key));
    return ratings === undefined ? one : { ...one, ...ratings };
  });
  const stored = await replication.store(rated, { author, source: 'upstream', ...options });
  await markSeen(
    database,
    stored.documents.flatMap((one) => (one.outcome === 'refused' ? [] : [one.contentId])),
  );
  metrics.upstreamAnsweredLate(stored.older.length);
  return stored;
}

function isUnrated(document: JsonObject): boolean {
  return document['content_type'] === 'course' && !('reviews_count' in document) && !('avg_course_rating' in document);
}
