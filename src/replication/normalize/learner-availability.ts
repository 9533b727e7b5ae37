import { objectsIn, textsIn } from '../contract/members.ts';
import type { JsonObject, RawContent } from '../contract/raw-content.ts';
import { availabilityOf } from './availability.ts';
import { isActiveRun, visibleRuns, type AllowedRuns } from './runs.ts';

const learnerWords = ['Available Now', 'Starting Soon', 'Upcoming', 'Archived'] as const;

/** Availability in the words that learners choose from. */
export type LearnerAvailability = (typeof learnerWords)[number];

/**
 * When learners can take content: a run by its own dates, a course by its active visible runs, a program by those of its courses. A
 * master's degree is always open. Nothing for pathways, whose documents hold no runs.
 * @param now ms since the epoch
 */
export function learnerAvailability(raw: RawContent, now: number, allowed?: AllowedRuns): LearnerAvailability[] {
  if (raw.content_type === 'program' && textsIn(raw['type']).includes('Masters')) {
    return ['Available Now'];
  }
  const words = new Set(runsOf(raw, allowed).flatMap((run) => availabilityOf(run, now).map(inLearnerWords)));
  return learnerWords.filter((word) => words.has(word));
}

function runsOf(raw: RawContent, allowed?: AllowedRuns): readonly JsonObject[] {
  switch (raw.content_type) {
    case 'course':
      return visibleRuns(raw, allowed).filter(isActiveRun);
    case 'courserun':
      return [raw];
    case 'program':
      return objectsIn(raw['courses'])
        .flatMap((course) => visibleRuns(course))
        .filter(isActiveRun);
    case 'learnerpathway':
      return [];
  }
}

function inLearnerWords(availability: string): LearnerAvailability {
  switch (availability) {
    case 'Current':
      return 'Available Now';
    case 'Starting Soon':
    case 'Upcoming':
      return availability;
    default:
      return 'Archived';
  }
}
