import type { RawContent } from '../contract/raw-content.ts';
import { instantOf } from './dates.ts';
import { visibleRuns } from './runs.ts';

const year = 365 * 86_400_000;

/** Whether a course began for the first time within the last twelve months. Other content is never new. @param now ms since the epoch */
export function isNew(raw: RawContent, now: number): boolean {
  const start = firstStart(raw);
  return start !== undefined && start <= now && now < start + year;
}

/** When a course begins to be new and when it ceases to be, ms since the epoch. */
export function newnessChanges(raw: RawContent): number[] {
  const start = firstStart(raw);
  return start === undefined ? [] : [start, start + year];
}

function firstStart(raw: RawContent): number | undefined {
  const starts = raw.content_type === 'course' ? visibleRuns(raw).flatMap(({ start }) => instantOf(start) ?? []) : [];
  return starts.length === 0 ? undefined : starts.reduce((first, start) => Math.min(first, start));
}
