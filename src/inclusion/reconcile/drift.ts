/**
 * What a comparison may find: `pair`: a membership that is missing, or too many; `document`: of an item in the content index;
 * `registration`: of a filter in the percolator, too many when there is no such filter any more; `inherited`: a program's or pathway's
 * membership, or that a course is shown through a run of it; `filter`: what a filter was compiled to, and what else its row says of it;
 * `sights`: how it sees items otherwise than everybody (`query_sight`); `form`: an item's projection, which is not what its raw document gives.
 */
export const driftKinds = [
  'pair_missing',
  'pair_extra',
  'document_missing',
  'document_stale',
  'registration_missing',
  'registration_stale',
  'registration_extra',
  'inherited_missing',
  'inherited_extra',
  'filter_stale',
  'sights_stale',
  'form_stale',
] as const;

export type DriftKind = (typeof driftKinds)[number];

/** What one comparison looked at and found, with the first of each kind by name. */
export class Drift {
  readonly counts: Record<DriftKind, number> = {
    pair_missing: 0,
    pair_extra: 0,
    document_missing: 0,
    document_stale: 0,
    registration_missing: 0,
    registration_stale: 0,
    registration_extra: 0,
    inherited_missing: 0,
    inherited_extra: 0,
    filter_stale: 0,
    sights_stale: 0,
    form_stale: 0,
  };
  readonly examples: { kind: DriftKind; subject: string }[] = [];

  /** @param subject a content key, a query's uuid, or both; the id of a query that is gone */
  add(kind: DriftKind, subject: string): void {
    if (this.counts[kind] < examplesOfOneKind) {
      this.examples.push({ kind, subject });
    }
    this.counts[kind] += 1;
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }
}

const examplesOfOneKind = 10;
