/**
 * What a room needs of the database; platform/mysql gives the real one.
 *
 * SQL stands in `*.mysql.ts` files, one operation each, and takes the `Tx` it runs in as its first argument. A use case
 * opens the transaction.
 */

export type SqlValue = string | number | boolean | null | Date | Buffer | readonly SqlValue[];

/** Anything that runs a statement: a transaction, or the pool for single statements. */
export interface Queryable {
  /** Rows of a SELECT. Lists in `values` become `a, b, c`, lists of lists `(a, b), (c, d)`. */
  rows<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Rows of a SELECT as a server-side prepared statement: for hot statements of one fixed form (no lists). */
  prepared<Row>(sql: string, values: readonly (string | number | null)[]): Promise<Row[]>;
  /** A write. `affectedRows` counts rows found, also those that already had the new value. */
  run(sql: string, values?: readonly SqlValue[]): Promise<{ affectedRows: number; insertId: number }>;
}

/** A transaction at READ COMMITTED. What is asked of it at once, with `Promise.all`, goes in one message, in the order of asking. */
export interface Tx extends Queryable {
  readonly transaction: true;
  /**
   * A write whose answer nobody reads. It goes ahead of the transaction's next statement, or of its commit, in one message with it: what a
   * round trip costs is saved. So it may not be done yet when this resolves, and if it fails, that statement is what fails. Whoever needs the
   * rows that it locks for something outside of the transaction takes `run`.
   */
  later(sql: string, values?: readonly SqlValue[]): Promise<void>;
}

export interface Database extends Queryable {
  /**
   * Runs `work` in a transaction and commits. A deadlock (1213), a lock wait timeout (1205), a changed snapshot (1020) and,
   * with `retryDuplicates`, a duplicate key (1062: another writer was first) roll back and run the **whole** of `work`
   * again, so it must not keep state between tries.
   * @throws UnavailableError when the database does not answer
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: { retryDuplicates?: boolean }): Promise<T>;
}
