import { contentKey, contentUuid, derivedAggregationKey, parentKey } from '../contract/identity.ts';
import { memberOrSelf, objectIn, objectsIn, textsIn } from '../contract/members.ts';
import type { ContentType, JsonObject, RawContent } from '../contract/raw-content.ts';
import { learnerAvailability, type LearnerAvailability } from './learner-availability.ts';
import { type Partner, partnersOf } from './partners.ts';
import { plainText } from './plain-text.ts';
import { coursePrice } from './price.ts';
import { firstNumber, isExecutiveEducation, type RunMetadata, runMetadata } from './run-metadata.ts';
import { type RunSummary, runSummary } from './run-summary.ts';
import { advertisedRun, isActive, isRestricted, visibleRuns, type AllowedRuns } from './runs.ts';

/** Content in one shape for every kind, as far as search and the API need more than the upstream document. Plain JSON. */
export interface Normalized {
  version: 1;
  content_type: ContentType;
  key: string;
  uuid: string | null;
  aggregation_key: string | null;
  parent_key: string | null;
  /** Plain text, like both descriptions; empty when there is none. */
  title: string;
  short_description: string;
  full_description: string;
  partners: Partner[];
  subjects: string[];
  skill_names: string[];
  level_type: string | null;
  /** Of instruction, as a name: the advertised run's or, without one, the content's own first. */
  language: string | null;
  transcript_languages: string[];
  availability: LearnerAvailability[];
  /** Types and titles of the programs that a course is part of; a program's own. */
  program_types: string[];
  program_titles: string[];
  course_type: string | null;
  /** What learners call it: `Executive Education`, else the content type. */
  learning_type: string;
  /** Of the first paid seat that is open, in US dollars. */
  price: number | null;
  card_image_url: string | null;
  marketing_url: string | null;
  /** Courses of a program; courses and programs in the steps of a pathway. */
  course_keys: string[];
  program_keys: string[];
  recent_enrollment_count: number;
  reviews_count: number;
  avg_course_rating: number | null;
  /** The rating with 15 more reviews of the mean rating 4.5; 0 without reviews. */
  course_bayesian_average: number;
  active: boolean;
  /** Null when there is none that everybody may see. */
  advertised_course_run: RunSummary | null;
  /** Of a run, or of a course's advertised run; null for other content. */
  normalized_metadata: RunMetadata | null;
  /** Of every nested run by its key, those in `restricted_run_keys` included. */
  normalized_metadata_by_run: Record<string, RunMetadata>;
  restricted_run_keys: string[];
}

/**
 * @param options `now` is the moment that availability is worked out for, ms since the epoch; `allowed` are restricted runs that may be
 * seen
 */
export function normalize(raw: RawContent, options: { now: number; allowed?: AllowedRuns }): Normalized {
  const runs = raw.content_type === 'course' ? visibleRuns(raw, options.allowed) : [];
  const advertised = advertisedRun(raw, runs);
  const nested = raw.content_type === 'course' ? objectsIn(raw['course_runs']) : [];
  return {
    version: 1,
    content_type: raw.content_type,
    key: contentKey(raw),
    uuid: contentUuid(raw),
    aggregation_key: textsIn(raw['aggregation_key'])[0] ?? derivedAggregationKey(raw),
    parent_key: parentKey(raw),
    title: plainText(first(raw['title'], raw['name'])),
    short_description: plainText(first(raw['short_description'], raw['subtitle'])),
    full_description: plainText(first(raw['full_description'], raw['overview'])),
    partners: partnersOf(raw),
    subjects: textsIn(memberOrSelf(raw['subjects'], 'name')),
    skill_names: textsIn(
      raw['skill_names'],
      objectsIn(raw['skills']).map(({ name }) => name),
    ),
    level_type: first(raw['level_type']),
    language: first(advertised?.['content_language_search_facet_name'], raw['language'], raw['languages']),
    transcript_languages: textsIn(
      advertised?.['transcript_languages_search_facet_names'] ?? raw['transcript_languages'],
    ),
    availability: learnerAvailability(raw, options.now, options.allowed),
    ...programsOf(raw),
    course_type: first(raw['course_type']),
    learning_type: isExecutiveEducation(raw) ? 'Executive Education' : raw.content_type,
    price: priceOf(raw, runs),
    card_image_url: cardImage(raw),
    marketing_url: first(raw['marketing_url']),
    ...partsOf(raw),
    recent_enrollment_count: firstNumber(raw['recent_enrollment_count']) ?? 0,
    ...ratingsOf(raw),
    active: isActive(raw, runs),
    advertised_course_run: advertised === undefined ? null : runSummary(raw, advertised, options.now),
    normalized_metadata: metadataOf(raw, advertised),
    normalized_metadata_by_run: Object.fromEntries(
      nested.flatMap((run) => textsIn(run['key']).map((key) => [key, runMetadata(raw, run)])),
    ),
    restricted_run_keys: textsIn(nested.filter(isRestricted).map(({ key }) => key)),
  };
}

function first(...members: readonly unknown[]): string | null {
  return textsIn(...members)[0] ?? null;
}

function metadataOf(raw: RawContent, advertised: JsonObject | undefined): RunMetadata | null {
  switch (raw.content_type) {
    case 'course':
      return runMetadata(raw, advertised);
    case 'courserun':
      return runMetadata(raw, raw);
    case 'program':
    case 'learnerpathway':
      return null;
  }
}

function priceOf(raw: RawContent, runs: readonly JsonObject[]): number | null {
  const price = raw.content_type === 'course' ? coursePrice(raw, runs) : raw['first_enrollable_paid_seat_price'];
  return firstNumber(price) ?? null;
}

function programsOf(raw: RawContent): Pick<Normalized, 'program_types' | 'program_titles'> {
  const programs = raw.content_type === 'program' ? [raw] : objectsIn(raw['programs']);
  return {
    program_types: textsIn(
      raw['program_types'],
      programs.map(({ type }) => type),
    ),
    program_titles: textsIn(programs.map(({ title }) => title)),
  };
}

function partsOf(raw: RawContent): Pick<Normalized, 'course_keys' | 'program_keys'> {
  const holders = raw.content_type === 'learnerpathway' ? objectsIn(raw['steps']) : [raw];
  if (raw.content_type === 'course' || raw.content_type === 'courserun') {
    return { course_keys: [], program_keys: [] };
  }
  const keysOf = (list: string, member: string): unknown[] =>
    holders.flatMap((holder) => objectsIn(holder[list]).map((part) => part[member]));
  return {
    course_keys: textsIn(keysOf('courses', 'key'), raw['course_keys']),
    program_keys: raw.content_type === 'learnerpathway' ? textsIn(keysOf('programs', 'uuid')) : [],
  };
}

function cardImage(raw: RawContent): string | null {
  return first(
    raw['image_url'],
    raw['card_image_url'],
    objectIn(objectIn(raw['card_image'])?.['card'])?.['url'],
    objectIn(objectIn(raw['banner_image'])?.['large'])?.['url'],
    objectIn(raw['image'])?.['src'],
  );
}

const meanRating = 4.5;
const meanRatingWeight = 15;

function ratingsOf(
  raw: RawContent,
): Pick<Normalized, 'reviews_count' | 'avg_course_rating' | 'course_bayesian_average'> {
  const count = Math.max(0, firstNumber(raw['reviews_count']) ?? 0);
  const mean = firstNumber(raw['avg_course_rating']) ?? null;
  const weighted = (mean ?? 0) * count + meanRating * meanRatingWeight;
  return {
    reviews_count: count,
    avg_course_rating: mean,
    course_bayesian_average: mean === null || count === 0 ? 0 : weighted / (count + meanRatingWeight),
  };
}
