import type { WrittenFilter } from './port.ts';

// Edits of filters that would drop most members, and wait for somebody to confirm them.

/** Where an edit came from: a new filter, a version that was gone back to, a file. */
export type ProposalOrigin = 'edit' | 'restore' | 'import';

/** What a filter would do to the members that a query has. */
export interface FilterLoss {
  members: number;
  matched: number;
  entering: number;
  leaving: number;
  /** Content ids of up to ten that would leave. */
  leavingSample: readonly number[];
}

/** How an edit is made. */
export interface EditOptions {
  filter: WrittenFilter;
  /** Whether it applies whatever it drops. */
  force: boolean;
}

export interface FilterProposal {
  /** Its place in lists. */
  id: number;
  queryUuid: string;
  queryTitle: string | null;
  state: 'open' | 'confirmed';
  /** The query's filter has changed since this was judged: a confirmation judges it anew first. */
  outdated: boolean;
  origin: ProposalOrigin;
  author: string;
  contentFilterHash: string;
  judgedAt: Date;
  members: number;
  matched: number;
  entering: number;
  leaving: number;
  /** Content keys of some that would leave, up to ten. */
  leavingSample: readonly string[];
}

export interface FilterProposalDetail extends FilterProposal {
  /** As it was written. */
  contentFilter: Record<string, unknown>;
}
