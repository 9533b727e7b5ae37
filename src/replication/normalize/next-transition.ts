import { objectsIn } from '../contract/members.ts';
import type { JsonObject, RawContent } from '../contract/raw-content.ts';
import { nextAvailabilityChange } from './availability.ts';
import { enrollmentEnds } from './discoverability.ts';
import { advertisedRun, visibleRuns } from './runs.ts';

/**
 * The first moment after `now` (ms since the epoch) at which the projection or the normalised form of the content differs although
 * nothing but the clock moved; null when it never will: a run's availability changes, or enrolment is over, which search asks of a run and of a
 * course's advertised one. A program's normalised form looks at the runs of its courses.
 */
export function nextTransition(raw: RawContent, now: number): number | null {
  const changes = [...timedRuns(raw).map((run) => nextAvailabilityChange(run, now)), enrollmentOver(raw, now)];
  return changes.reduce((next, change) => (change !== null && (next === null || change < next) ? change : next), null);
}

/** The first millisecond after the last one in which learners can enrol, if it is to come. */
function enrollmentOver(raw: RawContent, now: number): number | null {
  const run =
    raw.content_type === 'course'
      ? // Also a restricted one: some queries show the course for its sake.
        advertisedRun(raw, objectsIn(raw['course_runs']))
      : raw.content_type === 'courserun'
        ? raw
        : undefined;
  const end = run === undefined ? undefined : enrollmentEnds(raw, run);
  return end === undefined || end < now ? null : end + 1;
}

function timedRuns(raw: RawContent): readonly JsonObject[] {
  switch (raw.content_type) {
    case 'course':
      // Restricted ones too: some queries see them.
      return objectsIn(raw['course_runs']);
    case 'courserun':
      return [raw];
    case 'program':
      return objectsIn(raw['courses']).flatMap((course) => visibleRuns(course));
    case 'learnerpathway':
      return [];
  }
}
