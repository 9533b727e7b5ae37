import { objectsIn, textsIn } from '../contract/members.ts';
import type { JsonObject, RawContent } from '../contract/raw-content.ts';
import { readAll, readBoolean } from '../contract/values.ts';

/** A run that only queries which name it may see. */
export function isRestricted(run: JsonObject): boolean {
  return textsIn(run['restriction_type']).length > 0;
}

/** Keys of restricted runs that may be seen. */
export type AllowedRuns = ReadonlySet<string>;

const noneAllowed: AllowedRuns = new Set();

/**
 * The runs nested in a course document that may be seen: by everybody those that are not restricted (the others add nothing to their
 * course), by a query that allows some of the others these too.
 */
export function visibleRuns(course: JsonObject, allowed: AllowedRuns = noneAllowed): readonly JsonObject[] {
  return objectsIn(course['course_runs']).filter((run) => !isRestricted(run) || isAllowed(run, allowed));
}

/** Whether a restricted run is among those allowed. */
export function isAllowed(run: JsonObject, allowed: AllowedRuns): boolean {
  return textsIn(run['key']).some((key) => allowed.has(key));
}

/** The restricted runs of content that have a key, by which a query can allow them: nested ones of a course, or the run itself. */
export function restrictedRuns(raw: RawContent): readonly JsonObject[] {
  const runs =
    raw.content_type === 'course' ? objectsIn(raw['course_runs']) : raw.content_type === 'courserun' ? [raw] : [];
  return runs.filter((run) => isRestricted(run) && textsIn(run['key']).length > 0);
}

/** The run a course puts forward, if it is among `runs`. */
export function advertisedRun(course: JsonObject, runs: readonly JsonObject[]): JsonObject | undefined {
  const [uuid] = textsIn(course['advertised_course_run_uuid']);
  return uuid === undefined ? undefined : runs.find((run) => run['uuid'] === uuid);
}

/** Whether learners can enrol in a run: its own `active` if it has one, else whether it is open and on the market somewhere. */
export function isActiveRun(run: JsonObject): boolean {
  return ownWord(run) ?? (isTrue(run['is_enrollable']) && isOnTheMarket(run));
}

/** As `isActiveRun`, where a query allows the run: one that is kept for enterprises need not be on the market. */
export function isActiveWhereAllowed(run: JsonObject): boolean {
  const isKept = textsIn(run['restriction_type']).includes('custom-b2b-enterprise');
  return isActiveRun(run) || (isKept && isPublished(run) && isTrue(run['is_enrollable']) && ownWord(run) !== false);
}

function isOnTheMarket(run: JsonObject): boolean {
  return (isPublished(run) && isTrue(run['is_marketable'])) || isTrue(run['is_marketable_external']);
}

function isPublished(run: JsonObject): boolean {
  return textsIn(run['status']).includes('published');
}

/**
 * Whether content is active: its own `active` if it has one, else as its kind says. `runs` are a course's visible runs,
 * `isOpen` says which of them are active.
 */
export function isActive(raw: RawContent, runs: readonly JsonObject[], isOpen = isActiveRun): boolean {
  return ownWord(raw) ?? isActiveByKind(raw, runs, isOpen);
}

function isActiveByKind(raw: RawContent, runs: readonly JsonObject[], isOpen: typeof isActiveRun): boolean {
  switch (raw.content_type) {
    case 'course':
      return runs.some(isOpen);
    case 'courserun':
      return isActiveRun(raw);
    case 'program':
    case 'learnerpathway':
      return textsIn(raw['status']).includes('active');
  }
}

function ownWord(content: JsonObject): boolean | undefined {
  const words = readAll(content['active'], readBoolean);
  return words.length === 0 ? undefined : words.includes(true);
}

function isTrue(member: unknown): boolean {
  return readAll(member, readBoolean).includes(true);
}
