import type { Normalized } from '../contract/normalized-schema.ts';
import type { JsonObject, RawContent } from '../contract/raw-content.ts';
import { instantOf } from './dates.ts';
import { enrollByDate } from './run-metadata.ts';

/**
 * The dates of a run, or of a course's advertised run, as instants in UTC. `normalized_metadata` has those that existing clients read, as
 * upstream wrote them.
 * @param run undefined: there is none
 */
export function contentDates(raw: RawContent, run: JsonObject | undefined): Normalized['dates'] {
  return {
    start: iso(run?.['start']),
    end: iso(run?.['end']),
    enroll_start: iso(run?.['enrollment_start']),
    enroll_end: iso(run?.['enrollment_end']),
    enroll_by: run === undefined ? null : iso(enrollByDate(raw, run)),
    modified: iso(raw['modified']),
  };
}

function iso(member: unknown): string | null {
  const instant = instantOf(member);
  return instant === undefined || instant < earliest || instant > latest ? null : new Date(instant).toISOString();
}

/** Offsets can move a date out of the years that four digits write. */
const earliest = Date.parse('0000-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');
