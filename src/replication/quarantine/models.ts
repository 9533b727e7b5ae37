import type { Fault } from '../../kernel/errors.ts';
import type { ItemClaim } from '../port.ts';

/** By which way a document came. */
export type ContentSource = 'api' | 'import' | 'upstream';

/** A document that broke the contract; what is told of it in lists. */
export interface QuarantineEntry {
  id: number;
  /** Null when the document has no key that can be read. */
  contentKey: string | null;
  contentType: string | null;
  source: ContentSource;
  errors: Fault[];
  /** Of the document as JSON in UTF-8. */
  bytes: number;
  /** How often something came under this key that broke the contract, or this very body when it has no key. */
  seen: number;
  firstSeenAt: Date;
  /** When the version came that is kept here. */
  lastSeenAt: Date;
  /** When the version came that stays in force; null when there is none. */
  inForceSince: Date | null;
}

export interface QuarantinedDocument extends QuarantineEntry {
  /** JSON text; of a document that is too large only its beginning. */
  body: string;
  whole: boolean;
}

/**
 * What became of an entry that was tried again: `passed` it keeps the contract now and is stored; `refused` it still breaks it; `superseded`
 * another version came meanwhile; `not_kept` it was too large to be kept whole.
 */
export type RetryOutcome = 'passed' | 'refused' | 'superseded' | 'not_kept';

export interface Retry {
  entries: { id: number; contentKey: string | null; outcome: RetryOutcome }[];
  /** What the caller must hand to inclusion now. */
  claims: ItemClaim[];
}

export interface QuarantineCounts {
  documents: number;
  /** Those of them whose last good version is in force, and grows old. */
  stale: number;
  /** Since the first of them came; 0 when there is none. */
  oldestSeconds: number;
}
