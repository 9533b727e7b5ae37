/** What a rebuild needs to know of the rows that an index is made from. Indices are named by their own names. */
export interface RebuildParts {
  /** Rows to copy, about. */
  count(): Promise<number>;
  /**
   * Writes the next rows after an id. What the index refuses is found missing, or different, later.
   * @param alive to be called now and then where it takes longer than a request or two
   */
  copyPage(
    index: string,
    after: number,
    alive: () => Promise<void>,
  ): Promise<{ last: number | undefined; copied: number }>;
  /** Writes these rows. @returns how many were written */
  copyRows(index: string, ids: readonly number[]): Promise<number>;
  /** Makes everything written visible. */
  refresh(index: string): Promise<void>;
  /**
   * The rows that count as written, and that the index does not have as they are or later. The rows are read first: what is written after
   * that is written to each index.
   * @param alive to be called between two requests
   */
  missing(index: string, alive: () => Promise<void>): Promise<number[]>;
  /** Compares what both answer. @returns how many differences there are */
  compare(pair: { serving: string; candidate: string }, alive: () => Promise<void>): Promise<number>;
  /** Has these rows written to an index and decided anew. */
  revise(index: string, ids: readonly number[]): Promise<void>;
  /** The other index serves from now on, and answers differently. @returns how many rows are decided anew at once */
  answersChanged(): Promise<number>;
}
