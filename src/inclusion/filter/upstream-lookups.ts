import { entriesOf, type JsonNode } from '../../kernel/json.ts';

const term = ['term'];
const terms = ['term', 'terms'];
const termsOrNone = ['term', 'terms', 'exclude'];
const bounds = ['gt', 'gte', 'lt', 'lte'];
const phrase = ['match_phrase'];

/** The fields that upstream's search has, and the suffixes that each takes beside none; it passes over everything else in silence. */
const lookups = new Map<string, readonly string[]>([
  ['active', term],
  ['aggregation_key', termsOrNone],
  ['authoring_organization_uuids', terms],
  ['authoring_organizations', termsOrNone],
  ['availability', terms],
  ['content_type', terms],
  ['course_ends', terms],
  ['course_type', termsOrNone],
  ['end', bounds],
  ['end_date', bounds],
  ['enrollment_mode', term],
  ['enterprise_subscription_inclusion', term],
  ['external_course_marketing_type', terms],
  ['first_enrollable_paid_seat_price', ['range', 'in', ...bounds, 'terms']],
  ['has_enrollable_seats', term],
  ['hidden', term],
  ['key', phrase],
  ['key.raw', termsOrNone],
  ['languages', terms],
  ['level_type', terms],
  ['number', terms],
  ['org', termsOrNone],
  ['pacing_type', terms],
  ['partner', term],
  ['product_source', terms],
  ['published', term],
  ['short_description', phrase],
  ['skill_names', terms],
  ['skills', terms],
  ['start', bounds],
  ['status', term],
  ['subject_uuids', terms],
  ['type', term],
]);

/** What is no field there and has its effect all the same: the words, and what the old service reads itself. */
const otherWords = new Set([
  'q',
  'include_learner_pathways',
  'enterprise_force_include_aggregation_keys',
  'restricted_runs_allowed',
  'include_restricted',
  'exclude_expired_course_run',
]);

/**
 * What upstream's search makes of an entry at the top of a filter, by its name as it is written: nothing there is corrected.
 * - `field`, `lookup`: it passes the entry over, since it has no such field, or the field no such suffix;
 * - `split`: it takes an exclusion's value apart at `__` and leaves out only what has all of the parts, which is hardly anything.
 */
export type UpstreamReading = 'understood' | 'field' | 'lookup' | 'split';

export function readAsUpstream(name: string, value: JsonNode): UpstreamReading {
  if (otherWords.has(name)) {
    return 'understood';
  }
  const [field = '', ...suffix] = name.split('__');
  const known = lookups.get(field);
  if (known === undefined) {
    return 'field';
  }
  const lookup = suffix.join('__');
  if (lookup !== '' && !known.includes(lookup)) {
    return 'lookup';
  }
  return lookup === 'exclude' && [value, ...entriesOf(value)].some(holdsSeparator) ? 'split' : 'understood';
}

function holdsSeparator(node: JsonNode): boolean {
  return node.type === 'string' && node.value.includes('__');
}
