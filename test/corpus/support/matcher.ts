/** A content document as parsed JSON. */
export type Document = Record<string, unknown>;

type Value = string | number | boolean;
type Predicate = (values: (field: string) => readonly Value[]) => boolean;

const DATES = new Set(['start', 'end', 'end_date', 'enrollment_start', 'enrollment_end', 'modified']);
const NUMBERS = new Set(['first_enrollable_paid_seat_price', 'min_effort', 'max_effort', 'weeks_to_complete']);
const FOLDED = new Set(['partner', 'org', 'type', 'authoring_organizations']);
const CONTROL = new Set(['include_learner_pathways', 'enterprise_force_include_aggregation_keys']);
const SPELLINGS: Readonly<Record<string, string>> = {
  aggregration__key: 'aggregation_key',
  aggregation__key: 'aggregation_key',
  enrollment_mode: 'type',
  'key.raw': 'key',
  org__exempt: 'org__exclude',
};
/** Fields that a course takes from its unrestricted runs as well. */
const FROM_RUNS: Readonly<Record<string, string>> = {
  availability: 'availability',
  status: 'status',
  start: 'start',
  end: 'end',
  enrollment_start: 'enrollment_start',
  enrollment_end: 'enrollment_end',
  type: 'type',
  is_enrollable: 'is_enrollable',
  language: 'content_language_search_facet_name',
  languages: 'content_language_search_facet_name',
  transcript_languages: 'transcript_languages_search_facet_names',
};

/**
 * Decides a content_filter about raw documents in memory: a rough reading of the language, enough to count members of
 * the generated filters. Forced inclusion and misfit values are left out.
 */
export function compileFilter(filter: Document): (document: Document) => boolean {
  const predicates = Object.entries(filter)
    .filter(([key]) => !CONTROL.has(key))
    .map(([key, value]) => compileEntry(SPELLINGS[key] ?? key, value));
  return (document) => {
    const cache = cacheOf(document);
    const values = (field: string): readonly Value[] => {
      const known = cache.get(field) ?? fieldValues(document, field);
      cache.set(field, known);
      return known;
    };
    return isVisible(document) && predicates.every((holds) => holds(values));
  };
}

const caches = new WeakMap<Document, Map<string, readonly Value[]>>();

function cacheOf(document: Document): Map<string, readonly Value[]> {
  const cache = caches.get(document) ?? new Map<string, readonly Value[]>();
  caches.set(document, cache);
  return cache;
}

/** Restricted runs, and courses with no other, match nothing. */
function isVisible(document: Document): boolean {
  if (document['content_type'] === 'courserun') {
    return document['restriction_type'] === null;
  }
  return document['content_type'] !== 'course' || openRuns(document).length > 0;
}

function openRuns(document: Document): Document[] {
  const runs = document['course_runs'];
  return Array.isArray(runs) ? (runs as Document[]).filter((run) => run['restriction_type'] === null) : [];
}

function compileEntry(key: string, value: unknown): Predicate {
  const at = key.lastIndexOf('__');
  const [field, operator] = at < 0 ? [key, 'in'] : [key.slice(0, at), key.slice(at + 2)];
  const wanted = (Array.isArray(value) ? value : [value]) as Value[];
  switch (operator) {
    case 'in':
    case 'exclude': {
      const set = new Set(wanted.map((one) => normal(field, one)));
      const hit: Predicate = (values) => values(field).some((one) => set.has(one));
      return operator === 'in' ? hit : (values) => !hit(values);
    }
    case 'exists':
      return (values) => values(field).length > 0 === value;
    case 'range': {
      const bounds = typeof value === 'string' ? value.split('__') : wanted;
      const [low, high] = [edge(field, bounds[0], false), edge(field, bounds[1], true)];
      return (values) => values(field).some((one) => Number(one) >= low && Number(one) <= high);
    }
    case 'gt':
    case 'lte': {
      const bound = edge(field, value, true);
      return (values) => values(field).some((one) => (operator === 'gt' ? Number(one) > bound : Number(one) <= bound));
    }
    case 'gte':
    case 'lt': {
      const bound = edge(field, value, false);
      return (values) => values(field).some((one) => (operator === 'lt' ? Number(one) < bound : Number(one) >= bound));
    }
    default:
      throw new Error(`operator ${operator} of ${key}`);
  }
}

/** A bound as a number; the last instant of a day when the bound is a date and the end of it is meant. */
function edge(field: string, value: unknown, endOfDay: boolean): number {
  if (!DATES.has(field)) {
    return Number(value);
  }
  const text = String(value);
  const instant = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
  return text.length === 10 && endOfDay ? instant + 86_399_999 : instant;
}

function normal(field: string, value: Value): Value {
  if (DATES.has(field)) {
    return Date.parse(String(value));
  }
  if (NUMBERS.has(field)) {
    return Number(value);
  }
  return FOLDED.has(field) ? String(value).toLowerCase() : value;
}

function fieldValues(document: Document, field: string): readonly Value[] {
  const own = rawValues(document, field);
  const nested = FROM_RUNS[field];
  const inherited = nested === undefined ? [] : openRuns(document).flatMap((run) => flat(run[nested]));
  return [...own, ...inherited].map((value) => normal(field, value));
}

function rawValues(document: Document, field: string): readonly Value[] {
  const owners = (document['owners'] ?? document['authoring_organizations'] ?? []) as Document[];
  switch (field) {
    case 'org':
      return document['org'] === undefined ? flat(owners.map((owner) => owner['key'])) : flat(document['org']);
    case 'organizations':
      return flat(
        document['organizations'] ?? owners.map((owner) => `${String(owner['key'])}: ${String(owner['name'])}`),
      );
    case 'authoring_organizations':
      return flat(owners.flatMap((owner) => [owner['key'], owner['name']]));
    case 'authoring_organization_uuids':
      return flat(document[field] ?? owners.map((owner) => owner['uuid']));
    case 'subject_uuids':
      return flat(document[field] ?? ((document['subjects'] ?? []) as Document[]).map((subject) => subject['uuid']));
    case 'skills':
      return flat(((document[field] ?? []) as Document[]).map((skill) => skill['name']));
    case 'program_types':
      return flat(document[field] ?? ((document['programs'] ?? []) as Document[]).map((program) => program['type']));
    case 'type':
      return document['content_type'] === 'course' ? [] : flat(document[field]);
    case 'active':
      return [isActive(document)];
    default:
      return flat(document[field]);
  }
}

function isActive(document: Document): boolean {
  switch (document['content_type']) {
    case 'course':
      return openRuns(document).some((run) => isActiveRun(run));
    case 'courserun':
      return isActiveRun(document);
    default:
      return document['status'] === 'active';
  }
}

function isActiveRun(run: Document): boolean {
  const listed = run['status'] === 'published' && run['is_marketable'] === true;
  return run['is_enrollable'] === true && (listed || run['is_marketable_external'] === true);
}

function flat(value: unknown): Value[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((one): one is Value => ['string', 'number', 'boolean'].includes(typeof one));
}
