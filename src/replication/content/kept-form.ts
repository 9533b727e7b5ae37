import type { Listing } from '../normalize/listing.ts';
import type { Normalized } from '../normalize/normalize.ts';

/** The normalized form as it stands in the database, with what is the index's alone; rows of an older program are without. */
export type KeptForm = Normalized & { listing?: Listing };

/** What is published of it. */
export function published(kept: Record<string, unknown>): Record<string, unknown> {
  const { listing, ...normalized } = kept;
  return listing === undefined ? kept : normalized;
}
