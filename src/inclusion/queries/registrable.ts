import type { Registrable } from '../percolator/percolator.ts';
import type { FilterColumns } from './query-row.mysql.ts';
import { sightsOf, type AllowedRunsOfCourse } from './sights.ts';

/** The columns of a query that are registered. */
export interface RegistrableRow {
  compiled: string;
  uses_text: number;
  restricted_runs: string | null;
}

/** What the percolator is told of a filter that was just read. */
export function registrable({ compiled, usesText, restrictedRuns }: FilterColumns): Registrable {
  return { compiled: JSON.parse(compiled) as object, usesText, sights: sightsOf(restrictedRuns) };
}

/** What the percolator is told of a stored filter. */
export function registrableOf({ compiled, uses_text, restricted_runs }: RegistrableRow): Registrable {
  return {
    compiled: JSON.parse(compiled) as object,
    usesText: uses_text === 1,
    sights: restricted_runs === null ? [] : sightsOf(JSON.parse(restricted_runs) as AllowedRunsOfCourse[]),
  };
}
