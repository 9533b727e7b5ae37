import { objectsIn } from '../contract/members.ts';
import type { JsonObject, RawContent } from '../contract/raw-content.ts';
import { nextAvailabilityChange } from './availability.ts';
import { enrollmentEnds } from './discoverability.ts';
import { newnessChanges } from './is-new.ts';
import { isOver, listedUntil } from './listed-run.ts';
import { nestedParts } from './parts.ts';
import { advertisedRun, restrictedRuns, visibleRuns } from './runs.ts';

/**
 * The first moment after `now` (ms since the epoch) at which a form of the content differs although nothing but the clock moved; null when
 * it never will: a run's availability changes, or enrolment is over, which search asks of a run and of a course's advertised one; a course
 * becomes new or ceases to be, or one of its runs is listed no more. Programs and pathways look at the runs of their courses.
 */
export function nextTransition(raw: RawContent, now: number): number | null {
  const changes = [
    ...timedRuns(raw).map((run) => nextAvailabilityChange(run, now)),
    ...[...enrollmentsOver(raw), ...newnessChanges(raw), ...unlistings(raw)].filter((moment) => moment > now),
  ];
  return changes.reduce((next, change) => (change !== null && (next === null || change < next) ? change : next), null);
}

/** The first milliseconds after the last one in which learners can enrol. */
function enrollmentsOver(raw: RawContent): number[] {
  return runsShownFor(raw).flatMap((run) => {
    const end = enrollmentEnds(raw, run);
    return end === undefined ? [] : [end + 1];
  });
}

/** The runs whose end of enrolment decides whether learners are shown the content. */
function runsShownFor(raw: RawContent): JsonObject[] {
  if (raw.content_type === 'courserun') {
    return [raw];
  }
  // Also a restricted one: some queries show the course for its sake.
  return raw.content_type === 'course'
    ? [visibleRuns(raw), restrictedRuns(raw)].map((runs) => advertisedRun(raw, runs)).filter((run) => run !== undefined)
    : [];
}

/** The first milliseconds in which runs of a course are listed no more, of those that are not over before. */
function unlistings(raw: RawContent): number[] {
  const runs = raw.content_type === 'course' ? visibleRuns(raw) : [];
  return runs.flatMap((run) => {
    const last = listedUntil(raw, run);
    return last === undefined || isOver(run, last) ? [] : [last + 1];
  });
}

function timedRuns(raw: RawContent): readonly JsonObject[] {
  switch (raw.content_type) {
    case 'course':
      // Restricted ones too: some queries see them.
      return objectsIn(raw['course_runs']);
    case 'courserun':
      return [raw];
    case 'program':
    case 'learnerpathway':
      return nestedParts(raw).courses.flatMap((course) => visibleRuns(course));
  }
}
