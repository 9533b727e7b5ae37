import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import type { Queryable, SqlValue, Tx } from '../../kernel/database.ts';
import { withDeadline } from '../../kernel/deadline.ts';
import { UnavailableError } from '../../kernel/errors.ts';
import type { ObservedCalls } from '../tracing/observed-calls.ts';
import { describeStatement, type DatabaseAddress } from './describe-statement.ts';
import { isUnavailable } from './mysql-errors.ts';

/** What a `MysqlQueryable` runs its statements with. */
export interface StatementDeps {
  calls: ObservedCalls;
  address: DatabaseAddress;
  /** Longest wait for one answer, milliseconds. */
  timeout: number;
}

/** Lends a connection to one statement. */
type Lend = <T>(work: (connection: PoolConnection) => Promise<T>) => Promise<T>;

/** Runs statements, each measured and traced, on connections that it is lent. */
export class MysqlQueryable implements Queryable {
  readonly #deps: StatementDeps;
  readonly #lend: Lend;

  constructor(deps: StatementDeps, lend: Lend) {
    this.#deps = deps;
    this.#lend = lend;
  }

  rows<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return this.#observed('query', sql, async (connection) => {
      const [rows] = await connection.query<RowDataPacket[]>(sql, [...values]);
      return rows as Row[];
    });
  }

  prepared<Row>(sql: string, values: readonly (string | number | null)[]): Promise<Row[]> {
    return this.#observed('execute', sql, async (connection) => {
      const [rows] = await connection.execute<RowDataPacket[]>(sql, [...values]);
      return rows as Row[];
    });
  }

  run(sql: string, values: readonly SqlValue[] = []): ReturnType<Queryable['run']> {
    return this.#observed('write', sql, async (connection) => {
      const [{ affectedRows, insertId }] = await connection.query<ResultSetHeader>(sql, [...values]);
      return { affectedRows, insertId };
    });
  }

  #observed<T>(operation: string, sql: string, ask: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const { calls, address, timeout } = this.#deps;
    return calls.run({ operation, describe: () => describeStatement(sql, address) }, () =>
      this.#lend((connection) =>
        // A connection whose answer is overdue cannot be used again: the next statement would get this one's answer.
        inTime(ask(connection), timeout, () => {
          connection.destroy();
        }),
      ),
    );
  }
}

/** The statements of one transaction, on the connection that it has. */
export class MysqlTx extends MysqlQueryable implements Tx {
  readonly transaction = true;

  constructor(deps: StatementDeps, connection: PoolConnection) {
    super(deps, (work) => work(connection));
  }
}

/** @throws UnavailableError, after `late`, when nothing comes within `timeout` milliseconds; or when the connection is lost */
export async function inTime<T>(work: Promise<T>, timeout: number, late: () => void): Promise<T> {
  try {
    return await withDeadline(work, timeout, () => {
      late();
      throw new UnavailableError('mysql', 'the database does not answer in time');
    });
  } catch (error) {
    if (isUnavailable(error)) {
      throw new UnavailableError('mysql', 'the database does not answer', { cause: error });
    }
    if (error instanceof Error) {
      // The driver's says where the answer was read; who asked is what helps.
      Error.captureStackTrace(error, inTime);
    }
    throw error;
  }
}
