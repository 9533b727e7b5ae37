import type { Listing } from '../normalize/listing.ts';
import type { Normalized } from '../normalize/normalize.ts';
import type { Projection } from '../projection/project.ts';

/** The normalized form as it stands in the database, with what is the index's alone; rows of an older program are without. */
export type KeptForm = Normalized & { listing?: Listing };

/** Whether some queries see the item otherwise than its projection says: see `ItemClaim`. A run that is restricted itself has a projection without fields. */
export function isRestrictedForm(projection: Projection, kept: Pick<KeptForm, 'restricted_run_keys'>): boolean {
  return projection.present === undefined || kept.restricted_run_keys.length > 0;
}

/** What is published of it. */
export function published(kept: Record<string, unknown>): Record<string, unknown> {
  const { listing, ...normalized } = kept;
  return listing === undefined ? kept : normalized;
}
