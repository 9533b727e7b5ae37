import { contentKey, contentUuid, derivedAggregationKey, parentKey } from '../contract/identity.ts';
import { memberOrSelf, objectIn, objectsIn, textsIn } from '../contract/members.ts';
import type { Normalized } from '../contract/normalized-schema.ts';
import type { JsonObject, RawContent } from '../contract/raw-content.ts';
import { contentDates } from './content-dates.ts';
import { descriptionsOf } from './descriptions.ts';
import { discoverabilityOf } from './discoverability.ts';
import { eligibilityOf } from './eligibility.ts';
import { languagesOf, transcriptLanguagesOf } from './languages.ts';
import { learnerAvailability } from './learner-availability.ts';
import { partnersOf } from './partners.ts';
import { levelOf, nestedParts } from './parts.ts';
import { coursePrice } from './price.ts';
import { productSourceOf } from './product-source.ts';
import { ratingsOf } from './ratings.ts';
import { partsOf, programsOf } from './relations.ts';
import { firstNumber, isExecutiveEducation, type RunMetadata, runMetadata } from './run-metadata.ts';
import { runSummary } from './run-summary.ts';
import { advertisedRun, isActive, isRestricted, visibleRuns, type AllowedRuns } from './runs.ts';

export type { Normalized } from '../contract/normalized-schema.ts';

const noneAllowed: AllowedRuns = new Set();

/**
 * Everything that is worked out about content, once: what it says is in `normalizedSchema`.
 * @param options `now` is the moment for what the clock decides, ms since the epoch; `allowed` are restricted runs that may be seen
 */
export function normalize(raw: RawContent, options: { now: number; allowed?: AllowedRuns }): Normalized {
  const { now, allowed = noneAllowed } = options;
  const runs = raw.content_type === 'course' ? visibleRuns(raw, allowed) : [];
  const advertised = advertisedRun(raw, runs);
  const run = raw.content_type === 'courserun' ? raw : advertised;
  const nested = raw.content_type === 'course' ? objectsIn(raw['course_runs']) : [];
  const languages = languagesOf(raw, advertised);
  const eligibility = eligibilityOf(raw);
  return {
    version: 1,
    content_type: raw.content_type,
    key: contentKey(raw),
    uuid: contentUuid(raw),
    aggregation_key: textsIn(raw['aggregation_key'])[0] ?? derivedAggregationKey(raw),
    parent_key: parentKey(raw),
    ...descriptionsOf(raw),
    partners: partnersOf(raw),
    subjects: subjectsOf(raw),
    skill_names: textsIn(
      raw['skill_names'],
      objectsIn(raw['skills']).map(({ name }) => name),
    ),
    level_type: levelOf(raw),
    status: first(raw['status']),
    run_statuses: textsIn(runs.map(({ status }) => status)).sort(),
    language: languages[0]?.name ?? null,
    languages,
    transcript_languages: transcriptLanguagesOf(raw, advertised),
    seat_types: seatTypesOf(raw, runs),
    availability: learnerAvailability(raw, now, allowed),
    ...programsOf(raw),
    course_type: first(raw['course_type']),
    product_source: productSourceOf(raw),
    learning_type: isExecutiveEducation(raw) ? 'Executive Education' : raw.content_type,
    price: priceOf(raw, runs),
    card_image_url: cardImage(raw),
    marketing_url: first(raw['marketing_url']),
    ...partsOf(raw),
    recent_enrollment_count: firstNumber(raw['recent_enrollment_count']) ?? 0,
    ...ratingsOf(raw),
    active: isActive(raw, runs),
    dates: contentDates(raw, run),
    advertised_course_run: advertised === undefined ? null : runSummary(raw, advertised, now),
    normalized_metadata: metadataOf(raw, advertised),
    normalized_metadata_by_run: Object.fromEntries(
      nested.flatMap((one) => textsIn(one['key']).map((key) => [key, runMetadata(raw, one)])),
    ),
    restricted_run_keys: textsIn(nested.filter(isRestricted).map(({ key }) => key)),
    ...eligibility,
    ...discoverabilityOf({ raw, run, allowed, now }, eligibility.eligible),
  };
}

function first(...members: readonly unknown[]): string | null {
  return textsIn(...members)[0] ?? null;
}

/** Its own, and those of what it is made of. */
function subjectsOf(raw: RawContent): string[] {
  const { courses, programs } = nestedParts(raw);
  return textsIn(...[raw, ...courses, ...programs].map(({ subjects }) => memberOrSelf(subjects, 'name')));
}

function seatTypesOf(raw: RawContent, runs: readonly JsonObject[]): string[] {
  const seatsOf = (content: JsonObject): unknown[] => objectsIn(content['seats']).map(({ type }) => type);
  return textsIn(raw['seat_types'], seatsOf(raw), runs.flatMap(seatsOf)).sort();
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

function cardImage(raw: RawContent): string | null {
  return first(
    raw['image_url'],
    raw['card_image_url'],
    objectIn(objectIn(raw['card_image'])?.['card'])?.['url'],
    objectIn(objectIn(raw['banner_image'])?.['large'])?.['url'],
    objectIn(raw['image'])?.['src'],
  );
}
