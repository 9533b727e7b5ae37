import { textsIn } from '../contract/members.ts';
import type { JsonObject, RawContent } from '../contract/raw-content.ts';
import { availabilityOf } from './availability.ts';
import { nestedParts } from './parts.ts';
import { isActiveRun, visibleRuns, type AllowedRuns } from './runs.ts';

const learnerWords = ['Available Now', 'Starting Soon', 'Upcoming', 'Archived'] as const;

/** Availability in the words that learners choose from. */
export type LearnerAvailability = (typeof learnerWords)[number];

/**
 * When learners can take content: a run by its own dates, a course by its active visible runs, a program or pathway by those of its
 * courses. A master's degree is always open, also as a part of a pathway. Upstream nests no dates in pathways, as a rule: nothing then.
 * @param now ms since the epoch
 */
export function learnerAvailability(raw: RawContent, now: number, allowed?: AllowedRuns): LearnerAvailability[] {
  if (raw.content_type === 'program' && isMasters(raw)) {
    return ['Available Now'];
  }
  const words = new Set(runsOf(raw, allowed).flatMap((run) => availabilityOf(run, now).map(inLearnerWords)));
  if (nestedParts(raw).programs.some(isMasters)) {
    words.add('Available Now');
  }
  return learnerWords.filter((word) => words.has(word));
}

function runsOf(raw: RawContent, allowed?: AllowedRuns): readonly JsonObject[] {
  switch (raw.content_type) {
    case 'course':
      return visibleRuns(raw, allowed).filter(isActiveRun);
    case 'courserun':
      return [raw];
    case 'program':
    case 'learnerpathway':
      return nestedParts(raw)
        .courses.flatMap((course) => visibleRuns(course))
        .filter(isActiveRun);
  }
}

function isMasters(program: JsonObject): boolean {
  return textsIn(program['type']).includes('Masters');
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
