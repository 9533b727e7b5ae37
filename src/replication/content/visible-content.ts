import type { ContentItem } from '../port.ts';
import { isObject, objectsIn, textsIn } from '../contract/members.ts';
import type { JsonObject, RawContent } from '../contract/raw-content.ts';
import { courseAsSeen } from '../normalize/course-as-seen.ts';
import { isRestricted, restrictedRuns } from '../normalize/runs.ts';

/** Keys of restricted runs that a query allows, and the moment for what the clock decides of a course with them, ms since the epoch. */
export interface Allowance {
  runs: ReadonlySet<string>;
  now: number;
}

/**
 * An item as everybody may see it: without runs that only named queries may see. Undefined for such a run itself. Its normalised form
 * leaves them out already, but for `normalized_metadata_by_run`.
 * @param allowance of the query through which it is seen: a course with some of these runs is worked out anew
 */
export function visibleContent(item: ContentItem, allowance?: Allowance): ContentItem | undefined {
  if (item.contentType === 'courserun') {
    return isRestricted(item.raw) && allowance?.runs.has(item.contentKey) !== true ? undefined : item;
  }
  if (item.contentType === 'course' && allowance !== undefined && hasOneOf(item.raw as RawContent, allowance.runs)) {
    const { document, normalized } = courseAsSeen(item.raw as RawContent, {
      allowed: allowance.runs,
      now: allowance.now,
    });
    return { ...item, raw: document, normalized: { ...normalized } };
  }
  const hidden = textsIn(item.normalized['restricted_run_keys']);
  return {
    ...item,
    raw: withoutRestricted(item.raw),
    ...(hidden.length === 0 ? {} : { normalized: { ...item.normalized, ...byRun(item.normalized, hidden) } }),
  };
}

function hasOneOf(course: RawContent, runs: ReadonlySet<string>): boolean {
  return restrictedRuns(course).some(({ key }) => typeof key === 'string' && runs.has(key));
}

/** A course, or a program with its courses inside. */
function withoutRestricted(document: JsonObject): Record<string, unknown> {
  const courses = Array.isArray(document['courses'])
    ? { courses: document['courses'].map((course: unknown) => (isObject(course) ? withoutRestricted(course) : course)) }
    : {};
  const runs = objectsIn(document['course_runs']);
  const hidden = runs.filter(isRestricted);
  if (hidden.length === 0) {
    return { ...document, ...courses };
  }
  const keys = new Set(textsIn(hidden.map(({ key }) => key)));
  const uuids = new Set(textsIn(hidden.map(({ uuid }) => uuid)));
  const shown = runs.filter((run) => !isRestricted(run));
  const advertised = document['advertised_course_run_uuid'];
  return {
    ...document,
    ...courses,
    course_runs: shown,
    ...('course_run_keys' in document
      ? { course_run_keys: textsIn(document['course_run_keys']).filter((key) => !keys.has(key)) }
      : {}),
    ...('course_run_statuses' in document
      ? { course_run_statuses: [...new Set(textsIn(shown.map(({ status }) => status)))] }
      : {}),
    ...(typeof advertised === 'string' && uuids.has(advertised) ? { advertised_course_run_uuid: null } : {}),
  };
}

function byRun(normalized: JsonObject, hidden: readonly string[]): Record<string, unknown> {
  const runs = normalized['normalized_metadata_by_run'];
  return {
    restricted_run_keys: [],
    normalized_metadata_by_run: Object.fromEntries(
      Object.entries(isObject(runs) ? runs : {}).filter(([key]) => !hidden.includes(key)),
    ),
  };
}
