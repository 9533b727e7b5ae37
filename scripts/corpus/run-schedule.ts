import { BOOTCAMP, EXECUTIVE_EDUCATION } from './course-types.ts';
import type { CourseTraits } from './course-traits.ts';
import { DAY, HOUR } from './instants.ts';
import type { RandomStream } from './random.ts';

/** When a run takes place; all instants in milliseconds, UTC. */
export interface RunSchedule {
  pacing: 'self_paced' | 'instructor_paced';
  start: number;
  /** Null: open end. */
  end: number | null;
  enrollmentStart: number | null;
  enrollmentEnd: number | null;
  goLive: number | null;
  /** Until when a paid seat can be bought; null: no limit. */
  upgradeDeadline: number | null;
  /** A later deadline that somebody set by hand. */
  upgradeDeadlineOverride: number | null;
  weeks: number;
}

/** Starts are uniform over this window around the reference instant. */
const EARLIEST_DAY = -4 * 365;
const LATEST_DAY = 365;
const SELF_PACED_SHARE = 0.65;

/** Draws the dates of one run. Deadlines never come after the end; a start is on a full hour of the working day. */
export function drawSchedule(now: number, course: CourseTraits, stream: RandomStream): RunSchedule {
  const cohort = course.type.slug === EXECUTIVE_EDUCATION || course.type.slug === BOOTCAMP;
  const pacing = !cohort && stream.chance(SELF_PACED_SHARE) ? 'self_paced' : 'instructor_paced';
  const today = now - (now % DAY);
  const start = today + stream.whole(EARLIEST_DAY, LATEST_DAY - 1) * DAY + stream.whole(8, 18) * HOUR;
  const weeks = course.type.slug === BOOTCAMP ? stream.whole(12, 24) : stream.whole(3, 14);
  const selfPacedEnd = stream.chance(0.35) ? null : start + stream.whole(26, 130) * 7 * DAY;
  const end = pacing === 'self_paced' ? selfPacedEnd : start + (weeks * 7 + stream.whole(0, 10)) * DAY;
  const lastEntry = pacing === 'self_paced' ? end : start + stream.whole(-3, 20) * DAY;
  const deadline = end === null || stream.chance(0.4) ? null : end - stream.whole(0, 20) * DAY;
  return {
    pacing,
    start,
    end,
    enrollmentStart: stream.chance(0.6) ? start - stream.whole(30, 200) * DAY : null,
    enrollmentEnd: cohort || stream.chance(0.55) ? lastEntry : null,
    goLive: stream.chance(0.7) ? start - stream.whole(20, 120) * DAY : null,
    upgradeDeadline: cohort ? null : deadline,
    upgradeDeadlineOverride: !cohort && deadline !== null && stream.chance(0.03) ? end : null,
    weeks,
  };
}

/** Upstream's text for where a run stands at an instant; 60 days ahead counts as soon. */
export function availabilityAt(now: number, schedule: RunSchedule): string {
  if (schedule.end !== null && schedule.end < now) {
    return 'Archived';
  }
  if (schedule.start <= now) {
    return 'Current';
  }
  return schedule.start < now + 60 * DAY ? 'Starting Soon' : 'Upcoming';
}

/** Whether somebody could enroll at an instant, as far as the dates go. */
export function isOpenAt(now: number, schedule: RunSchedule): boolean {
  return (
    (schedule.end === null || schedule.end > now) &&
    (schedule.enrollmentStart === null || schedule.enrollmentStart <= now) &&
    (schedule.enrollmentEnd === null || schedule.enrollmentEnd > now)
  );
}
