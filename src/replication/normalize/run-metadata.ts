import { objectsIn, textsIn } from '../contract/members.ts';
import type { JsonObject } from '../contract/raw-content.ts';
import { readAll, readNumber } from '../contract/values.ts';
import { dateText, earlierDate } from './dates.ts';

/** Dates and price of one run, under names that mean the same for every kind of course. Dates are as upstream wrote them. */
export interface RunMetadata {
  start_date: string | null;
  end_date: string | null;
  enroll_by_date: string | null;
  enroll_start_date: string | null;
  /** In US dollars; 0 when no price is known. */
  content_price: number;
}

const executiveEducation = 'executive-education-2u';
const seatsBestFirst = ['verified', 'professional', 'no-id-professional', 'unpaid-executive-education', 'audit'];

/** Executive education has rules of its own for enrolment and price. */
export function isExecutiveEducation(content: JsonObject): boolean {
  return textsIn(content['course_type']).includes(executiveEducation);
}

/** The metadata of `run`; without one there are no dates, and the price is the course's own. */
export function runMetadata(course: JsonObject, run: JsonObject | undefined): RunMetadata {
  return {
    start_date: dateText(run?.['start']),
    end_date: dateText(run?.['end']),
    enroll_by_date: run === undefined ? null : enrollByDate(course, run),
    enroll_start_date: dateText(run?.['enrollment_start']),
    content_price: contentPrice(course, run),
  };
}

/**
 * The last moment to enrol: the end of enrolment or, if that is earlier, the upgrade deadline of the best seat, where an override wins
 * over the deadline and other seats are not looked at. In executive education only the end of enrolment counts.
 */
export function enrollByDate(course: JsonObject, run: JsonObject): string | null {
  const enrollmentEnd = dateText(run['enrollment_end']);
  if (isExecutiveEducation(course)) {
    return enrollmentEnd;
  }
  const seat = bestSeat(run);
  const deadline = dateText(seat?.['upgrade_deadline_override']) ?? dateText(seat?.['upgrade_deadline']);
  return earlierDate(deadline, enrollmentEnd);
}

/** Of seats of one rank the first. */
function bestSeat(run: JsonObject): JsonObject | undefined {
  let best: { seat: JsonObject; rank: number } | undefined;
  for (const seat of objectsIn(run['seats'])) {
    const place = seatsBestFirst.findIndex((type) => type === seat['type']);
    const rank = place === -1 ? seatsBestFirst.length : place;
    if (best === undefined || rank < best.rank) {
      best = { seat, rank };
    }
  }
  return best?.seat;
}

function contentPrice(course: JsonObject, run: JsonObject | undefined): number {
  const entitlement = isExecutiveEducation(course)
    ? objectsIn(course['entitlements']).find(({ mode }) => mode === 'paid-executive-education')
    : undefined;
  return (
    firstNumber(run?.['fixed_price_usd']) ??
    firstNumber(entitlement?.['price']) ??
    firstNumber((run ?? course)['first_enrollable_paid_seat_price']) ??
    0
  );
}

/** Of a list of numbers the first that can be read. */
export function firstNumber(member: unknown): number | undefined {
  return readAll(member, readNumber)[0];
}
