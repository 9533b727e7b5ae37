import { objectsIn, textsIn } from '../contract/members.ts';
import type { JsonObject } from '../contract/raw-content.ts';
import { availabilityOf } from './availability.ts';
import { instantOf } from './dates.ts';
import { enrollByDate, firstNumber, runMetadata } from './run-metadata.ts';
import { isActiveRun } from './runs.ts';

/** A run as the portal's search results have it. Moments are seconds since the epoch. */
export interface ListedRun {
  key: string | null;
  pacing_type: string | null;
  availability: string | null;
  start: string | null;
  end: string | null;
  min_effort: number | null;
  max_effort: number | null;
  weeks_to_complete: number | null;
  /** Of the verified seat; `never` without one. */
  upgrade_deadline: number;
  enroll_by: number | null;
  has_enroll_by: boolean;
  enroll_start: number | null;
  has_enroll_start: boolean;
  content_price: number;
  is_active: boolean;
  /** It has not ended, and there is a page and a seat for it. */
  is_late_enrollment_eligible: boolean;
  restriction_type: string | null;
}

/** The year 3000, which stands for no deadline, so that `upgrade_deadline > now` holds. */
export const never = 32_503_680_000;

/** @param now ms since the epoch */
export function listedRun(course: JsonObject, run: JsonObject, now: number): ListedRun {
  const text = (member: string): string | null => textsIn(run[member])[0] ?? null;
  const number = (member: string): number | null => firstNumber(run[member]) ?? null;
  const { start_date, end_date, content_price } = runMetadata(course, run);
  const enrollBy = secondsOf(enrollByDate(course, run));
  const enrollStart = secondsOf(run['enrollment_start']);
  const archived = isOver(run, now);
  return {
    key: text('key'),
    pacing_type: text('pacing_type'),
    availability: availabilityOf(run, now)[0] ?? null,
    start: start_date,
    end: end_date,
    min_effort: number('min_effort'),
    max_effort: number('max_effort'),
    weeks_to_complete: number('weeks_to_complete'),
    upgrade_deadline: upgradeDeadline(run),
    enroll_by: enrollBy,
    has_enroll_by: enrollBy !== null,
    enroll_start: enrollStart,
    has_enroll_start: enrollStart !== null,
    content_price,
    is_active: isActiveRun(run) && !archived,
    is_late_enrollment_eligible:
      !archived && textsIn(run['marketing_url']).length > 0 && objectsIn(run['seats']).length > 0,
    restriction_type: text('restriction_type'),
  };
}

/** Whether a run is in the past. @param now ms since the epoch */
export function isOver(run: JsonObject, now: number): boolean {
  return availabilityOf(run, now).includes('Archived');
}

const listedAfterEnrolment = 30 * 86_400_000;

/** The last moment at which a course's run is listed: 30 days after the last one to enrol in it; undefined without such. ms since the epoch */
export function listedUntil(course: JsonObject, run: JsonObject): number | undefined {
  const last = instantOf(enrollByDate(course, run));
  return last === undefined ? undefined : last + listedAfterEnrolment;
}

function upgradeDeadline(run: JsonObject): number {
  const verified = objectsIn(run['seats']).find(({ type }) => type === 'verified');
  return secondsOf(verified?.['upgrade_deadline_override']) ?? secondsOf(verified?.['upgrade_deadline']) ?? never;
}

function secondsOf(member: unknown): number | null {
  const instant = instantOf(member);
  return instant === undefined ? null : Math.trunc(instant / 1_000);
}
