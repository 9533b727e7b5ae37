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

  constructor(options: { url: string; connections: number }) {
    this.#pool = createPool({
      uri: options.url,
      connectionLimit: options.connections,
      charset: 'utf8mb4_bin',
      timezone: 'Z',
      dateStrings: false,
      supportBigNumbers: true,
      connectTimeout: 5_000,
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
    return rowsOn<Row>(this.#pool, sql, values);
  }

  prepared<Row>(sql: string, values: readonly (string | number | null)[]): Promise<Row[]> {
    return preparedOn<Row>(this.#pool, sql, values);
  }

  run(sql: string, values: readonly SqlValue[] = []): Promise<{ affectedRows: number; insertId: number }> {
    return runOn(this.#pool, sql, values);
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

  async #once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const connection = await this.#pool.getConnection().catch((error: unknown) => {
      throw translate(error);
    });
    let usable = true;
    try {
      await runOn(connection, 'START TRANSACTION', []);
      const result = await work(new MysqlTx(connection));
      await runOn(connection, 'COMMIT', []);
      return result;
    } catch (error) {
      usable = await connection.query('ROLLBACK').then(
        () => true,
        () => false,
      );
      throw error;
    } finally {
      if (usable) {
        connection.release();
      } else {
        connection.destroy();
      }
    }
  }

  async stop(): Promise<void> {
    await this.#pool.end();
  }
}

class MysqlTx implements Tx {
  readonly transaction = true;
  readonly #connection: PoolConnection;

  constructor(connection: PoolConnection) {
    this.#connection = connection;
  }

  rows<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return rowsOn<Row>(this.#connection, sql, values);
  }

  prepared<Row>(sql: string, values: readonly (string | number | null)[]): Promise<Row[]> {
    return preparedOn<Row>(this.#connection, sql, values);
  }

  run(sql: string, values: readonly SqlValue[] = []): Promise<{ affectedRows: number; insertId: number }> {
    return runOn(this.#connection, sql, values);
  }
}

type Connection = Pick<Pool, 'query' | 'execute'>;

async function rowsOn<Row>(on: Connection, sql: string, values: readonly SqlValue[]): Promise<Row[]> {
  try {
    const [rows] = await on.query<RowDataPacket[]>(sql, [...values]);
    return rows as Row[];
  } catch (error) {
    throw translate(error);
  }
}

async function preparedOn<Row>(
  on: Connection,
  sql: string,
  values: readonly (string | number | null)[],
): Promise<Row[]> {
  try {
    const [rows] = await on.execute<RowDataPacket[]>(sql, [...values]);
    return rows as Row[];
  } catch (error) {
    throw translate(error);
  }
}

async function runOn(on: Connection, sql: string, values: readonly SqlValue[]): ReturnType<Queryable['run']> {
  try {
    const [header] = await on.query<ResultSetHeader>(sql, [...values]);
    return { affectedRows: header.affectedRows, insertId: header.insertId };
  } catch (error) {
    throw translate(error);
  }
}

/** A lost or refused connection becomes UnavailableError; everything else stays what it is. */
function translate(error: unknown): unknown {
  return isUnavailable(error) ? new UnavailableError('mysql', 'the database does not answer', { cause: error }) : error;
}
