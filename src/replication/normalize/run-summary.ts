import { textsIn } from '../contract/members.ts';
import type { JsonObject } from '../contract/raw-content.ts';
import { availabilityOf } from './availability.ts';
import { firstNumber, runMetadata } from './run-metadata.ts';
import { isActiveRun } from './runs.ts';

/** What search shows and asks of a course's advertised run. Dates are as upstream wrote them. */
export interface RunSummary {
  key: string | null;
  uuid: string | null;
  pacing_type: string | null;
  /** Archived, Current, Starting Soon or Upcoming. */
  availability: string | null;
  start: string | null;
  end: string | null;
  enroll_start: string | null;
  enroll_by: string | null;
  min_effort: number | null;
  max_effort: number | null;
  weeks_to_complete: number | null;
  content_price: number;
  /** Learners can enrol, and the run has not ended. */
  is_active: boolean;
}

/** @param now ms since the epoch */
export function runSummary(course: JsonObject, run: JsonObject, now: number): RunSummary {
  const text = (member: string): string | null => textsIn(run[member])[0] ?? null;
  const number = (member: string): number | null => firstNumber(run[member]) ?? null;
  const metadata = runMetadata(course, run);
  const [availability = null] = availabilityOf(run, now);
  return {
    key: text('key'),
    uuid: text('uuid'),
    pacing_type: text('pacing_type'),
    availability,
    start: metadata.start_date,
    end: metadata.end_date,
    enroll_start: metadata.enroll_start_date,
    enroll_by: metadata.enroll_by_date,
    min_effort: number('min_effort'),
    max_effort: number('max_effort'),
    weeks_to_complete: number('weeks_to_complete'),
    content_price: metadata.content_price,
    is_active: isActiveRun(run) && availability !== 'Archived',
  };
}
