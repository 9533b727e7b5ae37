import type { JsonObject, RawContent } from '../contract/raw-content.ts';
import { advertisedRun, isRestricted, visibleRuns } from '../normalize/runs.ts';
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

/** Null for content that everybody's filters must not see: a restricted run, or a course that has runs, all of them restricted. */
export function fieldSource(raw: RawContent, options: { now: number; defaultPartner: string }): FieldSource | null {
  const runs = raw.content_type === 'course' ? visibleRuns(raw) : [];
  const hidden =
    raw.content_type === 'courserun'
      ? isRestricted(raw)
      : raw.content_type === 'course' && runs.length === 0 && objectsIn(raw['course_runs']).length > 0;
  return hidden ? null : { raw, runs, advertised: advertisedRun(raw, runs), ...options };
}
