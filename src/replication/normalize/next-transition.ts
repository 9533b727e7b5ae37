import { objectsIn } from '../contract/members.ts';
import type { JsonObject, RawContent } from '../contract/raw-content.ts';
import { nextAvailabilityChange } from './availability.ts';
import { visibleRuns } from './runs.ts';

/**
 * The first moment after `now` (ms since the epoch) at which the projection or the normalised form of the content differs although
 * nothing but the clock moved; null when it never will. A program's normalised form looks at the runs of its courses.
 */
export function nextTransition(raw: RawContent, now: number): number | null {
  let next: number | null = null;
  for (const run of timedRuns(raw)) {
    const change = nextAvailabilityChange(run, now);
    if (change !== null && (next === null || change < next)) {
      next = change;
    }
  }
  return next;
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
