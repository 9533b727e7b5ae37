import type { Registrable } from '../percolator/percolator.ts';
import type { FilterColumns } from './query-row.mysql.ts';

/** The columns of a query that are registered. */
export interface RegistrableRow {
  compiled: string;
  uses_text: number;
}

/** What the percolator is told of a filter that was just read. */
export function registrable({ compiled, usesText }: FilterColumns): Registrable {
  return { compiled: JSON.parse(compiled) as object, usesText };
}

/** What the percolator is told of a stored filter. */
export function registrableOf({ compiled, uses_text }: RegistrableRow): Registrable {
  return { compiled: JSON.parse(compiled) as object, usesText: uses_text === 1 };
}
