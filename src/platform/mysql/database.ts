import { setTimeout as delay } from 'node:timers/promises';
import { createPool, type Pool, type PoolConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { UnavailableError } from '../../kernel/errors.ts';
import type { Database, Queryable, SqlValue, Tx } from '../../kernel/database.ts';
import { isDuplicate, isUnavailable, isWorthARetry } from './mysql-errors.ts';

const triesOfOneTransaction = 12;

/**
 * The pool of connections. Every session is READ COMMITTED and in UTC; statements never depend on the server's defaults.
 * MySQL 8.4 and MariaDB ≥ 10.11 (docs/decisions/0002).
 */
export class MysqlDatabase implements Database {
  readonly #pool: Pool;
  readonly #timeout: number;

  /** @param options.timeout longest wait for a connection, and for one answer, milliseconds */
  constructor(options: { url: string; connections: number; timeout: number }) {
    this.#timeout = options.timeout;
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

  rows<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return this.#withConnection((connection) => new MysqlQueryable(connection, this.#timeout).rows<Row>(sql, values));
  }

  prepared<Row>(sql: string, values: readonly (string | number | null)[]): Promise<Row[]> {
    return this.#withConnection((connection) =>
      new MysqlQueryable(connection, this.#timeout).prepared<Row>(sql, values),
    );
  }

  run(sql: string, values: readonly SqlValue[] = []): Promise<{ affectedRows: number; insertId: number }> {
    return this.#withConnection((connection) => new MysqlQueryable(connection, this.#timeout).run(sql, values));
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>, options: { retryDuplicates?: boolean } = {}): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#once(work);
      } catch (error) {
        const again = isWorthARetry(error) || (options.retryDuplicates === true && isDuplicate(error));
        if (!again || tries >= triesOfOneTransaction) {
          throw error;
        }
        // Full jitter: two writers that met once must not meet again in step.
        await delay(Math.random() * Math.min(20 * 2 ** tries, 1_000));
      }
    }
  }

  #once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#withConnection(async (connection) => {
      const tx = new MysqlTx(connection, this.#timeout);
      try {
        await tx.run('START TRANSACTION');
        const result = await work(tx);
        await tx.run('COMMIT');
        return result;
      } catch (error) {
        // What cannot be rolled back is ended: the database does it when the connection is gone.
        await tx.run('ROLLBACK').catch(() => {
          connection.destroy();
        });
        throw error;
      }
    });
  }

  /** A connection that was destroyed meanwhile is no longer the pool's; releasing it does nothing. */
  async #withConnection<T>(work: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const asked = this.#pool.getConnection();
    const connection = await inTime(asked, this.#timeout, () => {
      void asked.then(
        (late) => {
          late.release();
        },
        () => undefined,
      );
    });
    try {
      return await work(connection);
    } finally {
      connection.release();
    }
  }

  async stop(): Promise<void> {
    await this.#pool.end();
  }
}

class MysqlQueryable implements Queryable {
  readonly #connection: PoolConnection;
  readonly #timeout: number;

  constructor(connection: PoolConnection, timeout: number) {
    this.#connection = connection;
    this.#timeout = timeout;
  }

  async rows<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    const [rows] = await this.#answer(this.#connection.query<RowDataPacket[]>(sql, [...values]));
    return rows as Row[];
  }

  async prepared<Row>(sql: string, values: readonly (string | number | null)[]): Promise<Row[]> {
    const [rows] = await this.#answer(this.#connection.execute<RowDataPacket[]>(sql, [...values]));
    return rows as Row[];
  }

  async run(sql: string, values: readonly SqlValue[] = []): ReturnType<Queryable['run']> {
    const [header] = await this.#answer(this.#connection.query<ResultSetHeader>(sql, [...values]));
    return { affectedRows: header.affectedRows, insertId: header.insertId };
  }

  /** A connection whose answer is overdue cannot be used again: the next statement would get this one's answer. */
  #answer<T>(answer: Promise<T>): Promise<T> {
    return inTime(answer, this.#timeout, () => {
      this.#connection.destroy();
    });
  }
}

class MysqlTx extends MysqlQueryable implements Tx {
  readonly transaction = true;
}

/** @throws UnavailableError, after `late`, when nothing comes within `timeout` milliseconds; or when the connection is lost */
async function inTime<T>(work: Promise<T>, timeout: number, late: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late();
      reject(new UnavailableError('mysql', 'the database does not answer in time'));
    }, timeout);
  });
  try {
    return await Promise.race([work, overdue]);
  } catch (error) {
    throw isUnavailable(error)
      ? new UnavailableError('mysql', 'the database does not answer', { cause: error })
      : error;
  } finally {
    clearTimeout(timer);
  }
}
