import { setTimeout as delay } from 'node:timers/promises';
import { createPool, type Pool, type PoolConnection } from 'mysql2/promise';
import type { Database, SqlValue, Tx } from '../../kernel/database.ts';
import type { DatabaseMetrics } from '../../kernel/metrics.ts';
import { ObservedCalls, type ObserverDeps } from '../tracing/observed-calls.ts';
import { describeTransaction, type DatabaseAddress } from './describe-statement.ts';
import { outcomeOfTransaction, retryReason } from './mysql-errors.ts';
import { inTime, MysqlQueryable, MysqlTx, type StatementDeps } from './mysql-queryable.ts';

const triesOfOneTransaction = 12;

export interface MysqlOptions extends ObserverDeps<DatabaseMetrics> {
  url: string;
  connections: number;
  /** Longest wait for a connection, and for one answer, milliseconds. */
  timeout: number;
}

/**
 * The pool of connections. Every session is READ COMMITTED and in UTC; statements never depend on the server's defaults.
 * MySQL 8.4 and MariaDB ≥ 10.11 (docs/decisions/0002).
 */
export class MysqlDatabase implements Database {
  readonly #pool: Pool;
  readonly #size: number;
  readonly #metrics: DatabaseMetrics;
  readonly #statements: StatementDeps;
  readonly #single: MysqlQueryable;
  #inUse = 0;
  #waiting = 0;

  constructor(options: MysqlOptions) {
    this.#size = options.connections;
    this.#metrics = options.metrics;
    this.#statements = {
      calls: new ObservedCalls('mysql', options),
      address: addressOf(options.url),
      timeout: options.timeout,
    };
    this.#single = new MysqlQueryable(this.#statements, (work) => this.#withConnection(work));
    this.#pool = createPool({
      uri: options.url,
      connectionLimit: options.connections,
      charset: 'utf8mb4_bin',
      timezone: 'Z',
      dateStrings: false,
      supportBigNumbers: true,
      connectTimeout: Math.min(5_000, options.timeout),
      enableKeepAlive: true,
      maxPreparedStatements: 200,
      // For `Tx.later`. Values are written into statements by the driver alone, which escapes them (but see long-texts.ts).
      multipleStatements: true,
      // A stack kept for each statement costs as much as sending it. The stack of one that fails is told by `inTime`.
      trace: false,
    });
    this.#pool.on('connection', (connection) => {
      // Queued on the connection before anything that its first user sends.
      void connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
      void connection.query(
        `SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = 10,
         sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE'`,
      );
    });
  }

  /** Connections that somebody has, requests that wait for one, and how many there may be. */
  get connections(): { inUse: number; waiting: number; size: number } {
    return { inUse: this.#inUse, waiting: this.#waiting, size: this.#size };
  }

  rows<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]> {
    return this.#single.rows<Row>(sql, values);
  }

  prepared<Row>(sql: string, values: readonly (string | number | null)[]): Promise<Row[]> {
    return this.#single.prepared<Row>(sql, values);
  }

  run(sql: string, values?: readonly SqlValue[]): Promise<{ affectedRows: number; insertId: number }> {
    return this.#single.run(sql, values);
  }

  transaction<T>(work: (tx: Tx) => Promise<T>, options: { retryDuplicates?: boolean } = {}): Promise<T> {
    const { calls, address } = this.#statements;
    const call = {
      operation: 'transaction',
      describe: () => describeTransaction(address),
      outcomeOf: outcomeOfTransaction,
    };
    return calls.run(call, async (span) => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await this.#once(work);
        } catch (error) {
          const reason = retryReason(error, options);
          if (reason === undefined || tries >= triesOfOneTransaction) {
            throw error;
          }
          this.#metrics.transactionRetried(reason);
          span.set({ 'percolog.transaction.retries': tries });
          // Full jitter: two writers that met once must not meet again in step.
          await delay(Math.random() * Math.min(20 * 2 ** tries, 1_000));
        }
      }
    });
  }

  #once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#withConnection(async (connection) => {
      const tx = new MysqlTx(this.#statements, connection);
      try {
        await tx.begin();
        const result = await work(tx);
        await tx.commit();
        return result;
      } catch (error) {
        // What cannot be rolled back is ended: the database does it when the connection is gone.
        await tx.rollback().catch(() => {
          connection.destroy();
        });
        throw error;
      }
    });
  }

  /** A connection that was destroyed meanwhile is no longer the pool's; releasing it does nothing. */
  async #withConnection<T>(work: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const connection = await this.#connection();
    this.#inUse += 1;
    try {
      return await work(connection);
    } finally {
      this.#inUse -= 1;
      connection.release();
    }
  }

  async #connection(): Promise<PoolConnection> {
    this.#waiting += 1;
    try {
      const asked = this.#pool.getConnection();
      return await inTime(asked, this.#statements.timeout, () => {
        void asked.then(
          (late) => {
            late.release();
          },
          () => undefined,
        );
      });
    } finally {
      this.#waiting -= 1;
    }
  }

  async stop(): Promise<void> {
    await this.#pool.end();
  }
}

function addressOf(text: string): DatabaseAddress {
  const url = new URL(text);
  return {
    'server.address': url.hostname,
    'server.port': Number(url.port || '3306'),
    'db.namespace': url.pathname.slice(1),
  };
}
