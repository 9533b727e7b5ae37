import { setTimeout as pause } from 'node:timers/promises';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { TestStores } from './service.ts';

/** The database looks at its transactions anew for a question that comes so long after the one before. */
const freshMilliseconds = 110;
/** A stand that shows in no wait is a fault of the test's, or of the program's, which then tells itself. */
const longestMilliseconds = 10_000;

/** Sees in the database of a test who waits there for a lock. */
export class LockWaits {
  readonly #connection: Connection;
  #seen: ReadonlySet<string> = new Set();

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  static async open(stores: TestStores): Promise<LockWaits> {
    return new LockWaits(await createConnection(stores.config.databaseUrl));
  }

  /**
   * Resolves when `work` is done, or a transaction has come to a stand that was not seen the time before: somebody else holds a lock
   * that it needs.
   */
  async doneOrBlocked(work: Promise<unknown>): Promise<void> {
    const before = this.#seen;
    const isDone = work.then(
      () => true,
      () => true,
    );
    const deadline = performance.now() + longestMilliseconds;
    while (!(await Promise.race([isDone, pause(freshMilliseconds, false)])) && performance.now() < deadline) {
      this.#seen = await this.#waiting();
      if ([...this.#seen].some((transaction) => !before.has(transaction))) {
        return;
      }
    }
  }

  close(): Promise<void> {
    return this.#connection.end();
  }

  /**
   * Each wait by what is waited for and since when: transactions that have not written yet share their numbers with earlier ones. The
   * user of the tests must be allowed to see other connections (PROCESS).
   */
  async #waiting(): Promise<ReadonlySet<string>> {
    const [rows] = await this.#connection.query<(RowDataPacket & { id: string })[]>(
      `SELECT CONCAT_WS(' ', t.trx_id, t.trx_requested_lock_id, t.trx_wait_started) AS id FROM information_schema.innodb_trx t
       JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
       WHERE t.trx_state = 'LOCK WAIT' AND p.db = DATABASE()`,
    );
    return new Set(rows.map(({ id }) => id));
  }
}
