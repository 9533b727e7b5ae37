import { expect } from 'chai';
import { deletePairs } from '../../../src/inclusion/decide/item-rows.mysql.ts';
import { MysqlDatabase } from '../../../src/platform/mysql/database.ts';
import { ProcessTracing } from '../../../src/platform/tracing/tracing.ts';
import { makeService, sql, type TestService } from '../../support/service.ts';

const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };

const items = 150;
const filters = 1_000;
const leavingItems = 50;
const leavingFilters = 101;

/** A SELECT of 1 to `most`. */
function numbers(most: number): string {
  return `WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < ${String(most)}) SELECT i FROM n`;
}

describe('thousands of pairs that leave at once', function () {
  this.timeout(60_000);
  let service: TestService;
  let database: MysqlDatabase;

  before(async () => {
    service = await makeService();
    database = new MysqlDatabase({
      url: service.stores.config.databaseUrl,
      connections: 2,
      timeout: 10_000,
      metrics: { observeCall: quiet, transactionRetried: quiet },
      tracing: new ProcessTracing(undefined, logger),
    });
    await database.run(
      `INSERT INTO membership (query_id, content_id, since)
       SELECT q.i, c.i, UTC_TIMESTAMP(3) FROM (${numbers(filters)}) q, (${numbers(items)}) c`,
    );
    await sql(service.stores, 'ANALYZE TABLE membership');
  });
  after(async () => {
    await database.stop();
    await service.stop();
  });

  it('are looked up one by one: what another writer holds of other items is not waited for', async () => {
    const queryIds = Array.from({ length: leavingFilters }, (_, place) => 1 + place * 9);
    const leaving = Array.from({ length: leavingItems }, (_, place) => [1 + place, queryIds] as const);
    await database.transaction(async (other) => {
      await other.rows('SELECT query_id FROM membership WHERE content_id = ? FOR UPDATE', [items]);
      await database.transaction((tx) => deletePairs(tx, leaving));
    });
    const left = await sql<{ count: number; leaving: number | null }>(
      service.stores,
      'SELECT COUNT(*) AS count, SUM(content_id <= ? AND query_id IN (?)) AS leaving FROM membership',
      [leavingItems, queryIds],
    );
    expect(left.map(Object.values)).to.deep.equal([[items * filters - leavingItems * leavingFilters, '0']]);
  });
});
