import type { Dependency } from './errors.ts';

/** What the API reports about itself; platform/metrics gives the real one. */
export interface RequestMetrics {
  /** `route` is the pattern, not the path, so that its values are few. */
  observe(request: { route: string; method: string; status: number; seconds: number }): void;
  /** The exposition of everything measured. */
  render(): Promise<{ contentType: string; body: string }>;
}

/** `error`: it answered, and refused. `unavailable`: no answer, or not in time, or that it cannot now. */
export type CallOutcome = 'ok' | 'error' | 'unavailable';

/** What the drivers report of the engines that they ask. */
export interface CallMetrics {
  /** `operation` has few values: what kind of request it was, without ids and values. */
  observeCall(call: { dependency: Dependency; operation: string; outcome: CallOutcome; seconds: number }): void;
}

/** Why a transaction is run again. */
export type RetryReason = 'deadlock' | 'lock_wait' | 'changed' | 'duplicate';

export interface DatabaseMetrics extends CallMetrics {
  transactionRetried(reason: RetryReason): void;
}

/** `postponed`: an engine was away, or it failed; the row is back on the work list. */
export type WorkOutcome = 'decided' | 'superseded' | 'failed' | 'postponed';

/** What a worker reports of the rows that others left to it. */
export interface WorkMetrics {
  decided(work: { kind: 'item' | 'query'; outcome: WorkOutcome }): void;
}

/**
 * What ended the way of a document that came, or of an item that the clock moves. `raw`: the same document again · `form`: another one that says the
 * same, or nothing moved · `document`: neither filters nor search look at what changed · `projection`: filters do not, so it was indexed without being
 * percolated · `none`: it was percolated.
 */
export const contentGates = ['raw', 'form', 'document', 'projection', 'none'] as const;
export type ContentGate = (typeof contentGates)[number];

/** What replication reports of the content that comes. */
export interface ContentMetrics {
  contentStopped(gate: ContentGate, items: number): void;
}

/** Why a request to upstream is sent again. */
export const upstreamRetryReasons = ['network', 'timeout', 'failed', 'throttled', 'not_json', 'malformed'] as const;
export type UpstreamRetryReason = (typeof upstreamRetryReasons)[number];

/** What the client of upstream reports. */
export interface UpstreamMetrics extends CallMetrics {
  upstreamRetried(reason: UpstreamRetryReason): void;
  /** It gave as many documents that are older than what it gave before. */
  upstreamAnsweredLate(documents: number): void;
}

/** `dropped`: too much waited, or too long. `failed`: the database refused it. */
export const searchNoteOutcomes = ['written', 'dropped', 'failed'] as const;
export type SearchNoteOutcome = (typeof searchNoteOutcomes)[number];

/**
 * `refused`: what is told cannot be; `unreadable`: nobody knows what is told. `failed`: the database was away, or refused them; whoever told
 * them may tell them again.
 */
export const feedbackOutcomes = ['accepted', 'refused', 'unreadable', 'ignored', 'failed'] as const;
export type FeedbackCount = (typeof feedbackOutcomes)[number];

/** What search analytics report of what they are told. */
export interface AnalyticsMetrics {
  searchesNoted(outcome: SearchNoteOutcome, searches: number): void;
  /** How many wait to be written. */
  searchesWaiting(searches: number): void;
  feedbackTold(outcome: FeedbackCount, events: number): void;
}
