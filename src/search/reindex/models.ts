import type { Snapshot } from '../../content-index/port.ts';
import type { RebuildResult } from '../../kernel/rebuild/models.ts';

/** Something of which two indices of content do not say the same. `serving` and `candidate` are what each says, as JSON. */
export interface ContentDifference {
  /** Which check found it: `documents`, `counts`, `searches` or `relevance`. */
  check: string;
  /** An item's key and the field, a content type, a search and its facet. */
  subject: string;
  serving: unknown;
  candidate: unknown;
}

/** Two indices, each at one moment, and the items of which they were written between the two moments. */
export interface ContentPair {
  serving: Snapshot;
  candidate: Snapshot;
  /** Ids of items that are not the same in both: checks of answers leave them out. */
  unlike: readonly number[];
}

/**
 * A check of a new index before it may serve, beside those of documents and counts. One that finds nothing lets it pass; what it finds
 * stops the swap unless differences are accepted. Bodies are sent with `Snapshot.search`.
 */
export interface ContentCheck {
  name: string;
  run(pair: ContentPair): Promise<Omit<ContentDifference, 'check'>[]>;
}

/** Documents of one content type; those with texts in Spanish are counted beside, as `course in es`. */
export type TypeCounts = Record<string, { serving: number; candidate: number }>;

/** What became of a rebuild of the content index; its rows are items. */
export interface ContentRebuildReport extends RebuildResult {
  items: number;
  /** Documents that were compared field by field. */
  compared: number;
  counts: TypeCounts;
  /** The first of what was found different. */
  differences: ContentDifference[];
  /** Documents that the new index took without their search fields, and why: the first of them. */
  bare: { contentKey: string; reason: string }[];
}
