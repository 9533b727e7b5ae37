import type { Projection } from '../../replication/port.ts';

/** The percolator index, as the deciders see it: registered filters, and which of them an item matches. */
export interface Percolator {
  /**
   * Registers compiled filters. Durable when it returns, visible after `refresh`. `newer`: a later revision of the filter is
   * registered already. `refused`: the engine cannot hold this filter; nothing was registered.
   */
  register(queries: readonly Registration[]): Promise<RegistrationOutcome[]>;
  /** Makes every registration visible to percolation. */
  refresh(): Promise<void>;
  /** For each projection with its texts, in order: the filters that match, query id → revision as evaluated. */
  percolate(projections: readonly Projection[]): Promise<Map<number, number>[]>;
}

/** A filter as it is registered. */
export interface Registrable {
  /** The compiled filter, over `filter.*`. */
  compiled: object;
  /** It looks at words. */
  usesText: boolean;
}

export interface Registration extends Registrable {
  queryId: number;
  revision: number;
}

export type RegistrationOutcome = { state: 'written' | 'newer' } | { state: 'refused'; reason: string };
