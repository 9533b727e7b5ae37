import { textsIn } from '../contract/members.ts';
import type { JsonObject } from '../contract/raw-content.ts';
import { instantOf } from './dates.ts';

const soon = 60 * 86_400_000;

/**
 * Where a run stands at `now` (ms since the epoch): `Archived` once its end has passed, `Current` from its start on, `Starting Soon` when
 * the start is less than 60 days away, else `Upcoming`. A run with neither date keeps upstream's own words, if there are any.
 */
export function availabilityOf(run: JsonObject, now: number): readonly string[] {
  const start = instantOf(run['start']);
  const end = instantOf(run['end']);
  return start === undefined && end === undefined ? textsIn(run['availability']) : [standing(start, end, now)];
}

function standing(start: number | undefined, end: number | undefined, now: number): string {
  if (end !== undefined && end < now) {
    return 'Archived';
  }
  if (start === undefined) {
    return 'Upcoming';
  }
  if (start <= now) {
    return 'Current';
  }
  return start < now + soon ? 'Starting Soon' : 'Upcoming';
}

/** The first millisecond after `now` at which `availabilityOf` answers differently for the run, or null. */
export function nextAvailabilityChange(run: JsonObject, now: number): number | null {
  const start = instantOf(run['start']);
  const end = instantOf(run['end']);
  const moments = [
    ...(start === undefined ? [] : [start - soon + 1, start]),
    ...(end === undefined ? [] : [end + 1]),
  ].filter((moment) => moment > now);
  const present = standing(start, end, now);
  const changes = moments.filter((moment) => standing(start, end, moment) !== present);
  return changes.length === 0 ? null : Math.min(...changes);
}

/** `Past` when a course has runs and every one of them has ended, else `Future`. It changes only when a run becomes `Archived`. */
export function courseEndsOf(runs: readonly JsonObject[], now: number): 'Past' | 'Future' {
  const over = runs.every((run) => {
    const end = instantOf(run['end']);
    return end !== undefined && end < now;
  });
  return over && runs.length > 0 ? 'Past' : 'Future';
}
