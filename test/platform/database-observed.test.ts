import { expect } from 'chai';
import { UnavailableError } from '../../src/kernel/errors.ts';
import type { Tx } from '../../src/kernel/database.ts';
import type { DatabaseMetrics, RetryReason } from '../../src/kernel/metrics.ts';
import { MysqlDatabase } from '../../src/platform/mysql/database.ts';
import { ProcessTracing } from '../../src/platform/tracing/tracing.ts';
import { Collector, type ReceivedSpan } from '../observability/support/collector.ts';
import { Proxy } from '../support/proxy.ts';
import { eventually, makeStores } from '../support/service.ts';
import type { Logger } from '../../src/kernel/log.ts';

const quiet = (): void => undefined;
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };

/** Keeps what it is told. */
class Kept implements DatabaseMetrics {
  readonly calls: string[] = [];
  readonly retries: RetryReason[] = [];

  observeCall({ dependency, operation, outcome, seconds }: Parameters<DatabaseMetrics['observeCall']>[0]): void {
    expect(dependency).to.equal('mysql');
    expect(seconds).to.be.within(0, 30);
    this.calls.push(`${operation} ${outcome}`);
  }

  transactionRetried(reason: RetryReason): void {
    this.retries.push(reason);
  }

  /** What it was told since it was last asked. */
  take(): string[] {
    return this.calls.splice(0);
  }
}

describe('the database, observed', function () {
  this.timeout(30_000);
  const metrics = new Kept();
  let collector: Collector;
  let tracing: ProcessTracing;
  let proxy: Proxy;
  let database: MysqlDatabase;

  before(async () => {
    const { config } = await makeStores();
    collector = await Collector.open();
    proxy = await Proxy.open(config.databaseUrl);
    tracing = new ProcessTracing({ url: collector.url, serviceName: 'test', ratio: 1, version: '0' }, logger);
    await tracing.start();
    database = new MysqlDatabase({
      url: proxy.through(config.databaseUrl),
      connections: 3,
      timeout: 2_000,
      metrics,
      tracing,
    });
    await database.run('CREATE TABLE thing (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL UNIQUE) ENGINE = InnoDB');
    await database.run("INSERT INTO thing VALUES (1, 'one'), (2, 'two')");
  });
  beforeEach(() => {
    metrics.take();
    metrics.retries.length = 0;
  });
  after(async () => {
    await database.stop();
    await tracing.stop();
    await proxy.close();
    await collector.close();
  });

  it('says who asked for a statement that fails', async () => {
    const failed = await database.rows('SELECT nothing FROM thing').then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    expect(failed?.message).to.include('nothing');
    expect(failed?.stack).to.include('database-observed.test');
  });

  it('counts statements by what they are', async () => {
    await database.rows('SELECT 1');
    await database.prepared('SELECT ? AS x', [1]);
    await database.run('UPDATE thing SET name = ? WHERE id = ?', ['uno', 1]);
    expect(metrics.take()).to.deep.equal(['query ok', 'execute ok', 'write ok']);
  });

  it('counts what the database refuses as an error', async () => {
    await database.rows('SELECT nothing FROM nowhere').catch(quiet);
    expect(metrics.take()).to.deep.equal(['query error']);
    const twice = database.transaction((tx) => tx.run("INSERT INTO thing VALUES (3, 'two')"));
    await twice.catch(quiet);
    expect(metrics.take()).to.deep.equal(['write error', 'write ok', 'transaction error']);
  });

  it('counts a transaction that its own work takes back as one that the database did well', async () => {
    const taken = database.transaction(() => Promise.reject(new UnavailableError('opensearch', 'away')));
    await taken.catch(quiet);
    expect(metrics.take()).to.deep.equal(['write ok', 'transaction ok']);
  });

  it('counts why a transaction is run again, and the transaction once', async () => {
    let tries = 0;
    await database.transaction(
      async (tx) => {
        tries += 1;
        await tx.run('INSERT INTO thing VALUES (?, ?)', [10, tries < 3 ? 'two' : 'ten']);
      },
      { retryDuplicates: true },
    );
    expect(metrics.retries).to.deep.equal(['duplicate', 'duplicate']);
    expect(metrics.take().filter((call) => call.startsWith('transaction'))).to.deep.equal(['transaction ok']);
  });

  it('sends what nobody waits for with the next statement, in order', async () => {
    const awkward = "it's; what? \\";
    const seen = await database.transaction(async (tx) => {
      await tx.later('INSERT INTO thing VALUES (?, ?)', [30, awkward]);
      await tx.later("UPDATE thing SET name = CONCAT(name, '?') WHERE id = ?", [30]);
      expect(metrics.take()).to.deep.equal([]);
      const rows = await tx.rows('SELECT name FROM thing WHERE id = ?', [30]);
      await tx.later('UPDATE thing SET name = ? WHERE id = ?', ['thirty', 30]);
      const prepared = await tx.prepared('SELECT name FROM thing WHERE id = ?', [30]);
      await tx.later('INSERT INTO thing VALUES (31, ?)', ['thirty-one']);
      const { affectedRows } = await tx.run("UPDATE thing SET name = CONCAT(name, '!') WHERE id IN (30, 31)");
      await tx.later('DELETE FROM thing WHERE id = 31');
      return [rows, prepared, affectedRows];
    });
    expect(seen).to.deep.equal([[{ name: `${awkward}?` }], [{ name: 'thirty' }], 2]);
    expect(metrics.take()).to.deep.equal([
      'query ok',
      'write ok',
      'execute ok',
      'write ok',
      'write ok',
      'transaction ok',
    ]);
    expect(await database.rows('SELECT name FROM thing WHERE id IN (30, 31)')).to.deep.equal([{ name: 'thirty!' }]);
  });

  it('sends what is asked at once in one message, and what is prepared in one of its own', async () => {
    const answers = await database.transaction(async (tx) => {
      await tx.later('INSERT INTO thing VALUES (60, ?)', ['sixty']);
      return Promise.all([
        tx.rows('SELECT name FROM thing WHERE id = ?', [60]),
        tx.run('UPDATE thing SET name = ? WHERE id = 60', ['sechzig']),
        tx.rows('SELECT name FROM thing WHERE id = 60'),
        tx.prepared('SELECT name FROM thing WHERE id = ?', [60]),
        tx.rows('SELECT id FROM thing WHERE name = ?', ['sechzig']),
      ]);
    });
    expect(answers).to.deep.equal([
      [{ name: 'sixty' }],
      { affectedRows: 1, insertId: 0 },
      [{ name: 'sechzig' }],
      [{ name: 'sechzig' }],
      [{ id: 60 }],
    ]);
    expect(metrics.take()).to.deep.equal(['query ok', 'execute ok', 'query ok', 'write ok', 'transaction ok']);
  });

  it('does nothing for somebody who goes on after another one of the same transaction has failed, or after its end', async () => {
    let goOn: () => void = quiet;
    const failed = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const late: unknown[] = [];
    let left: Tx | undefined;
    const both = database.transaction(async (tx) => {
      left = tx;
      const straggler = tx
        .rows('SELECT 1')
        .then(() => failed)
        .then(() => tx.run('INSERT INTO thing VALUES (70, ?)', ['seventy']))
        .catch((error: unknown) => late.push(error));
      const failing = tx.rows('SELECT 1').then(() => tx.run('INSERT INTO thing VALUES (71, ?)', ['two']));
      await Promise.all([straggler, failing]);
    });
    await both.catch(quiet);
    goOn();
    await eventually('the straggler has failed', () => Promise.resolve(late.length === 1));
    await database.transaction(async (tx) => {
      left = tx;
      await tx.rows('SELECT 1');
    });
    const after = await left?.run('INSERT INTO thing VALUES (72, ?)', ['seventy-two']).catch((error: unknown) => error);
    expect(String(after)).to.include('the transaction has ended');
    expect(await database.rows('SELECT id FROM thing WHERE id BETWEEN 70 AND 72')).to.deep.equal([]);
  });

  it('does nothing of a message after what fails in it, and takes back what came before', async () => {
    const failed = await database
      .transaction(async (tx) => {
        await tx.later('INSERT INTO thing VALUES (40, ?)', ['forty']);
        await tx.later('INSERT INTO thing VALUES (41, ?)', ['two']);
        await tx.later('INSERT INTO thing VALUES (42, ?)', ['forty-two']);
      })
      .catch((error: unknown) => error as Error & { code?: string });
    expect(failed).to.have.property('code', 'ER_DUP_ENTRY');
    expect(await database.rows('SELECT id FROM thing WHERE id BETWEEN 40 AND 42')).to.deep.equal([]);
  });

  it('sends nothing of what waits when the work takes itself back', async () => {
    const taken = database.transaction(async (tx) => {
      await tx.later('CREATE TABLE other (id INT)');
      throw new UnavailableError('opensearch', 'away');
    });
    await taken.catch(quiet);
    expect(metrics.take()).to.deep.equal(['write ok', 'transaction ok']);
    expect(await database.rows("SHOW TABLES LIKE 'other'")).to.deep.equal([]);
  });

  it('runs a transaction again for a duplicate that nobody waited for', async () => {
    let tries = 0;
    await database.transaction(
      async (tx) => {
        tries += 1;
        await tx.later('INSERT INTO thing VALUES (?, ?)', [50, tries < 2 ? 'two' : 'fifty']);
      },
      { retryDuplicates: true },
    );
    expect(metrics.retries).to.deep.equal(['duplicate']);
    expect(await database.rows('SELECT name FROM thing WHERE id = 50')).to.deep.equal([{ name: 'fifty' }]);
  });

  it('sends more than one message can hold in several', async () => {
    const long = 'x'.repeat(1_000_000);
    await database.run('CREATE TABLE long_thing (id INT PRIMARY KEY, text MEDIUMTEXT NOT NULL) ENGINE = InnoDB');
    metrics.take();
    await database.transaction(async (tx) => {
      for (let id = 0; id < 40; id += 1) {
        await tx.later('INSERT INTO long_thing VALUES (?, ?)', [
          id,
          id % 20 === 7 ? long : `${String(id)} ${long.slice(0, 20_000)}`,
        ]);
      }
    });
    const [sum] = await database.rows(
      'SELECT COUNT(*) AS n, CAST(SUM(LENGTH(text)) AS SIGNED) AS length FROM long_thing',
    );
    expect(sum).to.deep.equal({ n: 40, length: 2 * 1_000_000 + 38 * 20_000 + 2 * 9 + 3 * 29 });
    expect(metrics.take()).to.have.length.within(8, 12);
  });

  it('counts deadlocks', async () => {
    const order = async (first: number, second: number, meet: () => Promise<void>): Promise<void> => {
      await database.transaction(async (tx) => {
        await tx.rows('SELECT * FROM thing WHERE id = ? FOR UPDATE', [first]);
        await meet();
        await tx.rows('SELECT * FROM thing WHERE id = ? FOR UPDATE', [second]);
      });
    };
    let here = 0;
    const both = (): Promise<void> => {
      here += 1;
      return eventually('both hold a row', () => Promise.resolve(here >= 2));
    };
    await Promise.all([order(1, 2, both), order(2, 1, both)]);
    expect(metrics.retries).to.deep.equal(['deadlock']);
  });

  it('shows who has a connection and who waits for one', async () => {
    let letGo: () => void = quiet;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const all = Array.from({ length: 5 }, () => database.transaction(() => held));
    await eventually('all connections are taken', () => Promise.resolve(database.connections.inUse === 3));
    expect(database.connections).to.deep.equal({ inUse: 3, waiting: 2, size: 3 });
    letGo();
    await Promise.all(all);
    expect(database.connections).to.deep.equal({ inUse: 0, waiting: 0, size: 3 });
  });

  it('traces a transaction that is run again as one span, with its tries under it and no value of its errors', async () => {
    let tries = 0;
    await tracing.span(
      () => ({ name: 'a job', kind: 'consumer', attributes: {}, root: { traceparent: undefined } }),
      () =>
        database.transaction(
          async (tx) => {
            tries += 1;
            await tx.run('INSERT INTO thing VALUES (?, ?)', [20, tries < 2 ? 'two' : 'twenty']);
          },
          { retryDuplicates: true },
        ),
    );
    await eventually('the job is there', () => Promise.resolve(collector.spans.some(({ name }) => name === 'a job')));
    const transactions = collector.spans.filter(({ name }) => name === 'transaction');
    expect(transactions.map(({ attributes }) => attributes['percolog.transaction.retries'])).to.deep.equal([1]);
    const children = collector.spans.filter(({ parentSpanId }) => parentSpanId === transactions[0]?.spanId);
    expect(children.map(({ name }) => name)).to.deep.equal([
      ...['INSERT thing', 'ROLLBACK'],
      ...['INSERT thing', 'COMMIT'],
    ]);
    const [refused] = children.filter(({ status }) => status === 2) as [ReceivedSpan];
    expect(refused.attributes['error.type']).to.equal('ER_DUP_ENTRY');
    expect(collector.bodies.join()).to.not.match(/Duplicate|'two'|twenty/);
  });

  it('makes no span where there is nothing to hang it under', async () => {
    const before = collector.spans.length;
    await database.rows('SELECT 1');
    await tracing.span(
      () => ({ name: 'the next', kind: 'consumer', attributes: {}, root: { traceparent: undefined } }),
      () => Promise.resolve(),
    );
    await eventually('the next is there', () => Promise.resolve(collector.spans.length > before));
    expect(collector.spans.slice(before).map(({ name }) => name)).to.deep.equal(['the next']);
  });

  it('counts a database that is away, or silent, as unavailable', async () => {
    await proxy.cut();
    await database.rows('SELECT 1').catch(quiet);
    await database.transaction(() => Promise.resolve()).catch(quiet);
    await proxy.restore();
    proxy.hang();
    const error = await database.prepared('SELECT 1', []).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(UnavailableError);
    await proxy.restore();
    // Those of the transaction too, where it had a connection that was lost.
    const calls = metrics.take().filter((call) => call !== 'write unavailable');
    expect(calls).to.deep.equal(['query unavailable', 'transaction unavailable', 'execute unavailable']);
    expect(database.connections).to.deep.equal({ inUse: 0, waiting: 0, size: 3 });
    expect(metrics.retries).to.deep.equal([]);
  });
});
