import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import type { Queryable, SqlValue, Tx } from '../../kernel/database.ts';
import { withDeadline } from '../../kernel/deadline.ts';
import { UnavailableError } from '../../kernel/errors.ts';
import type { ObservedCalls } from '../tracing/observed-calls.ts';
import { describeStatements, type DatabaseAddress } from './describe-statement.ts';
import { quoteLongTexts } from './long-texts.ts';
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
    return this.#sender.send('execute', [sql], async (connection) => {
      const [rows] = await connection.execute<RowDataPacket[]>(sql, [...values]);
      return rows as Row[];
    });
  }

  run(sql: string, values: readonly SqlValue[] = []): ReturnType<Queryable['run']> {
    return this.#sender.send('write', [sql], async (connection) => {
      const [{ affectedRows, insertId }] = await connection.query<ResultSetHeader>(sql, [...values]);
      return { affectedRows, insertId };
    });
  }
}

type Answer = RowDataPacket[] | ResultSetHeader;

/** A statement of a transaction that is to be sent. */
interface Entry {
  operation: string;
  /** As it is in the code. */
  sql: string;
  /** With its values, for a message of several has no placeholders; or those of a prepared one, which has a message of its own. */
  as: { text: string } | { prepared: (string | number | null)[] };
  /** Who waits for the answer; nobody does for what came by `later`. */
  asker?: { resolve: (answer: Answer) => void; reject: (error: unknown) => void };
}

/** Characters of a message of several statements: far below what any server takes in one. */
const longestMessage = 250_000;

/**
 * The statements of one transaction, on the connection that it has. What is asked at once (`Promise.all`) goes in one message, with what waits since
 * `later`, in the order of asking. Messages go one after another, and after one that fails nothing does but `rollback`.
 */
export class MysqlTx implements Tx {
  readonly transaction = true;
  readonly #connection: PoolConnection;
  readonly #sender: Sender;
  #entries: Entry[] = [];
  /** Characters of all entries. */
  #length = 0;
  #isSending = false;
  #failure: { error: unknown } | undefined;

  constructor(deps: StatementDeps, connection: PoolConnection) {
    this.#connection = connection;
    this.#sender = new Sender(deps, (work) => work(connection));
  }

  begin(): Promise<void> {
    return this.later('START TRANSACTION');
  }

  async commit(): Promise<void> {
    await this.run('COMMIT');
    this.#fail(new Error('the transaction has ended'));
  }

  /** What waits is not sent any more, and nothing that is asked from now on. */
  async rollback(): Promise<void> {
    this.#fail(new Error('the transaction was rolled back'));
    await this.#ask('write', 'ROLLBACK', { text: 'ROLLBACK' }, { last: true });
  }

  async rows<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return (await this.#ask('query', sql, this.#written(sql, values))) as Row[];
  }

  async prepared<Row>(sql: string, values: readonly (string | number | null)[]): Promise<Row[]> {
    return (await this.#ask('execute', sql, { prepared: [...values] })) as Row[];
  }

  async run(sql: string, values: readonly SqlValue[] = []): ReturnType<Queryable['run']> {
    const { affectedRows, insertId } = (await this.#ask('write', sql, this.#written(sql, values))) as ResultSetHeader;
    return { affectedRows, insertId };
  }

  async later(sql: string, values: readonly SqlValue[] = []): Promise<void> {
    const as = this.#written(sql, values);
    if (this.#length + as.text.length > longestMessage) {
      await this.#ask('write', sql, as);
    } else {
      this.#add({ operation: 'write', sql, as });
    }
  }

  async #ask(operation: string, sql: string, as: Entry['as'], { last = false } = {}): Promise<Answer> {
    try {
      return await new Promise<Answer>((resolve, reject) => {
        if (this.#failure !== undefined && !last) {
          throw this.#failure.error;
        }
        this.#add({ operation, sql, as, asker: { resolve, reject } });
        if (!this.#isSending) {
          this.#isSending = true;
          // Once whoever asks now has asked for all that he asks at once.
          queueMicrotask(() => void this.#sendAll());
        }
      });
    } catch (error) {
      if (error instanceof Error) {
        // Who asked is what helps, not where it was sent.
        Error.captureStackTrace(error);
      }
      throw error;
    }
  }

  async #sendAll(): Promise<void> {
    while (this.#entries.some(({ asker }) => asker !== undefined)) {
      const message = this.#takeMessage();
      try {
        const answers = await this.#send(message);
        for (const [position, { asker }] of message.entries()) {
          asker?.resolve(answers[position] as Answer);
        }
      } catch (error) {
        this.#fail(error, message);
      }
    }
    this.#isSending = false;
  }

  #add(entry: Entry): void {
    this.#entries.push(entry);
    this.#length += lengthOf(entry);
  }

  /** The next entries: one that is prepared, or up to that, and as many as a message takes. */
  #takeMessage(): Entry[] {
    let [taken, length] = [0, 0];
    for (const entry of this.#entries) {
      const isPrepared = 'prepared' in entry.as;
      length += lengthOf(entry);
      if (taken > 0 && (isPrepared || length > longestMessage)) {
        break;
      }
      taken += 1;
      if (isPrepared) {
        break;
      }
    }
    const message = this.#entries.splice(0, taken);
    this.#length -= message.reduce((sum, entry) => sum + lengthOf(entry), 0);
    return message;
  }

  #send(message: readonly Entry[]): Promise<readonly Answer[]> {
    const last = message.at(-1);
    return this.#sender.send(
      last?.operation ?? 'write',
      message.map(({ sql }) => sql),
      async (connection) => {
        if (last !== undefined && 'prepared' in last.as) {
          const [rows] = await connection.execute<RowDataPacket[]>(last.sql, last.as.prepared);
          return [rows];
        }
        const texts = message.map(({ as }) => ('text' in as ? as.text : ''));
        const [answer] = await connection.query<RowDataPacket[]>(texts.join(';\n'));
        return message.length === 1 ? [answer] : (answer as unknown as Answer[]);
      },
    );
  }

  /** Nothing of what waits is sent any more. @param sent what has been, in vain */
  #fail(error: unknown, sent: readonly Entry[] = []): void {
    this.#failure = { error };
    const waiting = this.#entries;
    this.#entries = [];
    this.#length = 0;
    for (const { asker } of [...sent, ...waiting]) {
      asker?.reject(error);
    }
  }

  #written(sql: string, values: readonly SqlValue[]): { text: string } {
    return { text: this.#connection.format(sql, quoteLongTexts(values)) };
  }
}

function lengthOf({ as }: Entry): number {
  return 'text' in as ? as.text.length : 0;
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
