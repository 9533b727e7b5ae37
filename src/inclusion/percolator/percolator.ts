/** The percolator index, as the deciders see it: registered filters, and which of them an item matches. */
export interface Percolator {
  /**
   * Registers compiled filters. Durable when it returns, visible after `refresh`. `newer`: a later revision of the filter is
   * registered already. `refused`: the engine cannot hold this filter; nothing was registered.
   */
  register(queries: readonly Registration[]): Promise<RegistrationOutcome[]>;
  /** The registrations of these queries as they were last written; missing ones are left out. */
  read(queryIds: readonly number[]): Promise<Map<number, { revision: number; compiled: object }>>;
  /** Removes registrations, for filters whose rows are gone. */
  unregister(queryIds: readonly number[]): Promise<void>;
  /** Makes every registration visible to percolation. */
  refresh(): Promise<void>;
  /** For each projection, in order: the filters that match, query id → revision as evaluated. */
  percolate(projections: readonly object[]): Promise<Map<number, number>[]>;
}

export interface Registration {
  queryId: number;
  revision: number;
  /** The compiled filter, over `filter.*`. */
  compiled: object;
}

export type RegistrationOutcome = { state: 'written' | 'newer' } | { state: 'refused'; reason: string };
