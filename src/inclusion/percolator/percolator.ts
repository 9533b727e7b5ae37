import type { Projection, Sight } from '../../replication/port.ts';
import type { RegisteredFilter } from './registration.ts';

/** The percolator index, as the deciders see it: registered filters, and which of them an item matches. */
export interface Percolator {
  /** The same of one index behind the alias, or beside it, by its own name. */
  at(index: string): Percolator;
  /** Reads in advance what the first items of a process would wait for, until that is done or aborted. @throws UnavailableError */
  warmUp(signal: AbortSignal): Promise<void>;
  /**
   * Registers compiled filters. Durable when it returns, and visible to percolation where that is asked for; else after `refresh`. `newer`: a
   * later revision of the filter is registered already. `refused`: the engine cannot hold this filter; nothing was registered.
   */
  register(queries: readonly Registration[], options?: { visible: boolean }): Promise<RegistrationOutcome[]>;
  /** The registrations of these queries as they were last written; missing ones are left out. */
  read(queryIds: readonly number[]): Promise<Map<number, Registered>>;
  /** Every registration that is visible: query id → revision. */
  revisions(): Promise<Map<number, number>>;
  /** Removes registrations, for filters whose rows are gone. */
  unregister(queryIds: readonly number[]): Promise<void>;
  /** Makes every registration visible to percolation. */
  refresh(): Promise<void>;
  /**
   * For each projection with its texts, in order: the filters that match, query id → revision as evaluated.
   * @param options.words whether to ask those too that look at words
   */
  percolate(projections: readonly Projection[], options: { words: boolean }): Promise<Map<number, number>[]>;
  /**
   * The filters that match an item with restricted runs: those that see it like everybody, by its projection, and those that see it in
   * one of these ways, by that one.
   */
  percolateSeen(item: {
    contentKey: string;
    projection: Projection;
    seen: readonly { sight: Sight; projection: Projection }[];
    words: boolean;
  }): Promise<Map<number, number>>;
  /** How the engine took what these filters are selected by. Those that are not registered, or not visible yet, are missing. */
  extractionResults(queryIds: readonly number[]): Promise<Map<number, ExtractionResult>>;
  /** The registered filters that the engine took so, by id. */
  registeredAs(result: ExtractionResult): Promise<number[]>;
  /** For each projection, in order: whether one registered filter matches, and of which revision; undefined if it does not. */
  matchesOf(queryId: number, projections: readonly Projection[]): Promise<(number | undefined)[]>;
}

/** A filter as it is registered. */
export interface Registrable {
  /** The compiled filter, over `filter.*`. */
  compiled: object;
  /** It looks at words. */
  usesText: boolean;
  /** Items that it sees otherwise than everybody. */
  sights: readonly Sight[];
}

/** A registration as it stands in the index. */
export interface Registered extends RegisteredFilter {
  revision: number;
}

export type ExtractionResult = 'complete' | 'partial' | 'failed';

export interface Registration extends Registrable {
  queryId: number;
  revision: number;
}

export type RegistrationOutcome = { state: 'written' | 'newer' } | { state: 'refused'; reason: string };
