import { expect } from 'chai';
import { UnavailableError } from '../../src/kernel/errors.ts';
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
    expect(metrics.take()).to.deep.equal(['write ok', 'write error', 'write ok', 'transaction error']);
  });

  it('counts a transaction that its own work takes back as one that the database did well', async () => {
    const taken = database.transaction(() => Promise.reject(new UnavailableError('opensearch', 'away')));
    await taken.catch(quiet);
    expect(metrics.take()).to.deep.equal(['write ok', 'write ok', 'transaction ok']);
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
      ...['START', 'INSERT thing', 'ROLLBACK'],
      ...['START', 'INSERT thing', 'COMMIT'],
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
