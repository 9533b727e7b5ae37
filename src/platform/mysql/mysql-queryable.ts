import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import type { Queryable, SqlValue, Tx } from '../../kernel/database.ts';
import { withDeadline } from '../../kernel/deadline.ts';
import { UnavailableError } from '../../kernel/errors.ts';
import type { ObservedCalls } from '../tracing/observed-calls.ts';
import { describeStatements, type DatabaseAddress } from './describe-statement.ts';
import { isUnavailable } from './mysql-errors.ts';

/** What a `MysqlQueryable` runs its statements with. */
export interface StatementDeps {
  calls: ObservedCalls;
  address: DatabaseAddress;
  /** Longest wait for one answer, milliseconds. */
  timeout: number;
}

/** Lends a connection to one message. */
type Lend = <T>(work: (connection: PoolConnection) => Promise<T>) => Promise<T>;

/** Sends statements, measured and traced, on connections that it is lent. */
class Sender {
  readonly #deps: StatementDeps;
  readonly #lend: Lend;

  constructor(deps: StatementDeps, lend: Lend) {
    this.#deps = deps;
    this.#lend = lend;
  }

  send<T>(
    operation: string,
    statements: readonly string[],
    ask: (connection: PoolConnection) => Promise<T>,
  ): Promise<T> {
    const { calls, address, timeout } = this.#deps;
    return calls.run({ operation, describe: () => describeStatements(statements, address) }, () =>
      this.#lend((connection) =>
        // A connection whose answer is overdue cannot be used again: the next statement would get this one's answer.
        inTime(ask(connection), timeout, () => {
          connection.destroy();
        }),
      ),
    );
  }

  prepared<Row>(sql: string, values: readonly (string | number | null)[]): Promise<Row[]> {
    return this.send('execute', [sql], async (connection) => {
      const [rows] = await connection.execute<RowDataPacket[]>(sql, [...values]);
      return rows as Row[];
    });
  }
}

/** Single statements. */
export class MysqlQueryable implements Queryable {
  readonly #sender: Sender;

  constructor(deps: StatementDeps, lend: Lend) {
    this.#sender = new Sender(deps, lend);
  }

  rows<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return this.#sender.send('query', [sql], async (connection) => {
      const [rows] = await connection.query<RowDataPacket[]>(sql, [...values]);
      return rows as Row[];
    });
  }

  prepared<Row>(sql: string, values: readonly (string | number | null)[]): Promise<Row[]> {
    return this.#sender.prepared<Row>(sql, values);
  }

  run(sql: string, values: readonly SqlValue[] = []): ReturnType<Queryable['run']> {
    return this.#sender.send('write', [sql], async (connection) => {
      const [{ affectedRows, insertId }] = await connection.query<ResultSetHeader>(sql, [...values]);
      return { affectedRows, insertId };
    });
  }
}

interface Statement {
  /** As it is in the code. */
  sql: string;
  /** With its values. */
  text: string;
}

/** Characters of a message of several statements: far below what any server takes in one. */
const longestMessage = 250_000;

/** The statements of one transaction, on the connection that it has. */
export class MysqlTx implements Tx {
  readonly transaction = true;
  readonly #connection: PoolConnection;
  readonly #sender: Sender;
  #waiting: Statement[] = [];
  #length = 0;

  constructor(deps: StatementDeps, connection: PoolConnection) {
    this.#connection = connection;
    this.#sender = new Sender(deps, (work) => work(connection));
  }

  begin(): Promise<void> {
    return this.later('START TRANSACTION');
  }

  async commit(): Promise<void> {
    await this.run('COMMIT');
  }

  /** What waits is not sent any more. */
  async rollback(): Promise<void> {
    this.#take();
    await this.run('ROLLBACK');
  }

  async rows<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return (await this.#ask<RowDataPacket[]>('query', this.#written(sql, values))) as Row[];
  }

  async prepared<Row>(sql: string, values: readonly (string | number | null)[]): Promise<Row[]> {
    await this.#sendWaiting();
    return this.#sender.prepared<Row>(sql, values);
  }

  async run(sql: string, values: readonly SqlValue[] = []): ReturnType<Queryable['run']> {
    const { affectedRows, insertId } = await this.#ask<ResultSetHeader>('write', this.#written(sql, values));
    return { affectedRows, insertId };
  }

  async later(sql: string, values: readonly SqlValue[] = []): Promise<void> {
    const statement = this.#written(sql, values);
    await this.#makeRoom(statement);
    this.#waiting.push(statement);
    this.#length += statement.text.length;
  }

  /** @returns the answer of the statement itself, which is the last of its message. Nothing is done that comes after one that fails. */
  async #ask<Answer extends RowDataPacket[] | ResultSetHeader>(
    operation: string,
    statement: Statement,
  ): Promise<Answer> {
    await this.#makeRoom(statement);
    return this.#send<Answer>(operation, [...this.#take(), statement]);
  }

  async #makeRoom({ text }: Statement): Promise<void> {
    if (this.#length + text.length > longestMessage) {
      await this.#sendWaiting();
    }
  }

  async #sendWaiting(): Promise<void> {
    if (this.#waiting.length > 0) {
      await this.#send('write', this.#take());
    }
  }

  #send<Answer>(operation: string, statements: readonly Statement[]): Promise<Answer> {
    return this.#sender.send(
      operation,
      statements.map(({ sql }) => sql),
      async (connection) => {
        const [answer] = await connection.query(statements.map(({ text }) => text).join(';\n'));
        return (statements.length === 1 ? answer : (answer as unknown[]).at(-1)) as Answer;
      },
    );
  }

  #take(): Statement[] {
    const taken = this.#waiting;
    this.#waiting = [];
    this.#length = 0;
    return taken;
  }

  /** With its values in place: a message of several has no placeholders. */
  #written(sql: string, values: readonly SqlValue[]): Statement {
    return { sql, text: this.#connection.format(sql, [...values]) };
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
