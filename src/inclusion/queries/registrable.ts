import type { Registrable } from '../percolator/percolator.ts';
import type { SeeingFilter } from '../seen/judge-as-seen.ts';
import type { FilterColumns } from './query-row.mysql.ts';
import { sightsOf, storedSights } from './sights.ts';

/** The columns of a query that are registered. */
export interface RegistrableRow {
  compiled: string;
  uses_text: number;
  restricted_runs: string | null;
}

/** A filter that was just read, and what it sees otherwise. */
export function seeingFilter({
  compiled,
  restrictedRuns,
}: Pick<FilterColumns, 'compiled' | 'restrictedRuns'>): SeeingFilter {
  return { compiled: JSON.parse(compiled) as object, sights: sightsOf(restrictedRuns) };
}

/** What the percolator is told of a filter that was just read. */
export function registrable(filter: FilterColumns): Registrable {
  return { ...seeingFilter(filter), usesText: filter.usesText };
}

/** A stored filter, and what it sees otherwise. */
export function storedSeeingFilter({
  compiled,
  restricted_runs,
}: Pick<RegistrableRow, 'compiled' | 'restricted_runs'>): SeeingFilter {
  return {
    compiled: JSON.parse(compiled) as object,
    sights: storedSights(restricted_runs),
  };
}

/** What the percolator is told of a stored filter. */
export function registrableOf({ uses_text, ...row }: RegistrableRow): Registrable {
  return { ...storedSeeingFilter(row), usesText: uses_text === 1 };
}
