import type { RebuildResult } from '../../kernel/rebuild/models.ts';

/** An item and a filter about which two indices do not agree. */
export interface RebuildDifference {
  contentKey: string;
  queryUuid: string;
  serving: boolean;
  candidate: boolean;
}

/** What became of a rebuild of the index of filters; its rows are catalog queries. */
export interface RebuildReport extends RebuildResult {
  queries: number;
  /** Items that both indices decided. */
  compared: number;
  /** The first of the pairs that were decided differently. */
  differences: RebuildDifference[];
}
