import type { JsonObject, RawContent } from '../contract/raw-content.ts';
import { advertisedRun, isAllowed, isRestricted, visibleRuns, type AllowedRuns } from '../normalize/runs.ts';
import { objectsIn } from '../contract/members.ts';

/** What a field is read from. */
export interface FieldSource {
  readonly raw: RawContent;
  /** A course's nested runs that everybody may see; none for other content. */
  readonly runs: readonly JsonObject[];
  /** The advertised one among `runs`. */
  readonly advertised: JsonObject | undefined;
  /** The moment of the decision, ms since the epoch. */
  readonly now: number;
  readonly defaultPartner: string;
}

/**
 * Null for content that the filter must not see: a restricted run, or a course that has runs, all of them restricted, but for those
 * that the filter allows.
 */
export function fieldSource(
  raw: RawContent,
  { allowed, ...options }: { now: number; defaultPartner: string; allowed: AllowedRuns },
): FieldSource | null {
  const runs = raw.content_type === 'course' ? visibleRuns(raw, allowed) : [];
  const hidden =
    raw.content_type === 'courserun'
      ? isRestricted(raw) && !isAllowed(raw, allowed)
      : raw.content_type === 'course' && runs.length === 0 && objectsIn(raw['course_runs']).length > 0;
  return hidden ? null : { raw, runs, advertised: advertisedRun(raw, runs), ...options };
}
