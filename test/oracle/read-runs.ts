import { objectsOf } from './json.ts';
import type { JsonObject } from './json.ts';
import { readAll, readBoolean, readDate, readKeyword } from './values.ts';

const SIXTY_DAYS = 60 * 86_400_000;
const EXECUTIVE_EDUCATION = 'executive-education-2u';
const SEATS_BEST_FIRST = ['verified', 'professional', 'no-id-professional', 'unpaid-executive-education', 'audit'];

/** A run with a restriction_type: only filters that name it may see it. */
export function isRestricted(run: JsonObject): boolean {
  return readAll(run['restriction_type'], readKeyword).length > 0;
}

/** Where the run stands at `now` (milliseconds); with neither a start nor an end, what upstream says. */
export function readAvailability(run: JsonObject, now: number): string[] {
  const [start] = readAll(run['start'], readDate);
  const [end] = readAll(run['end'], readDate);
  if (start === undefined && end === undefined) {
    return readAll(run['availability'], readKeyword);
  }
  if (end !== undefined && end < now) {
    return ['Archived'];
  }
  if (start !== undefined && start <= now) {
    return ['Current'];
  }
  return start !== undefined && start < now + SIXTY_DAYS ? ['Starting Soon'] : ['Upcoming'];
}

/** Whether a run has ended: it has an end, and that lies before `now` (milliseconds). */
export function hasEnded(run: JsonObject, now: number): boolean {
  const [end] = readAll(run['end'], readDate);
  return end !== undefined && end < now;
}

/** Whether a run is active: its own `active` when it can be read, else open to enrolment and marketed. */
export function isActiveRun(run: JsonObject): boolean {
  const stated = readAll(run['active'], readBoolean);
  if (stated.length > 0) {
    return stated.includes(true);
  }
  const is = (member: string): boolean => readAll(run[member], readBoolean).includes(true);
  const isPublished = readAll(run['status'], readKeyword).includes('published');
  return is('is_enrollable') && ((isPublished && is('is_marketable')) || is('is_marketable_external'));
}

/**
 * The last moment to enrol in a run: for executive education its enrollment_end, else that or the deadline of its best
 * seat, whichever is earlier. None when neither is there.
 */
export function readEnrollBy(run: JsonObject, courseType: unknown): number[] {
  const enrollmentEnd = readAll(run['enrollment_end'], readDate).slice(0, 1);
  if (readAll(courseType, readKeyword).includes(EXECUTIVE_EDUCATION)) {
    return enrollmentEnd;
  }
  const moments = [...seatDeadline(bestSeat(run)), ...enrollmentEnd];
  return moments.length > 0 ? [Math.min(...moments)] : [];
}

function bestSeat(run: JsonObject): JsonObject | undefined {
  const rank = (seat: JsonObject): number => {
    const place = SEATS_BEST_FIRST.indexOf(readKeyword(seat['type']) ?? '');
    return place < 0 ? SEATS_BEST_FIRST.length : place;
  };
  // A stable sort: of two seats of one rank the first written is taken.
  return objectsOf(run['seats']).toSorted((one, other) => rank(one) - rank(other))[0];
}

function seatDeadline(seat: JsonObject | undefined): number[] {
  const deadlines = [seat?.['upgrade_deadline_override'], seat?.['upgrade_deadline']];
  return deadlines.flatMap((member) => readAll(member, readDate)).slice(0, 1);
}
