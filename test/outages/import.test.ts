import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { writeCorpus } from '../../scripts/corpus/write-corpus.ts';
import { compareMembership } from '../support/compare-membership.ts';
import { runImport } from '../support/import.ts';
import { makeProxies, type Proxies } from '../support/proxy.ts';
import { eventually, makeService, makeStores, sql, type TestStores } from '../support/service.ts';

const sizes = { items: 500, filters: 30, catalogs: 20, customers: 5 };

describe('an import that loses an engine', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'percolog-outage-'));
  const args = ['customers', 'content', 'queries', 'catalogs'].flatMap((kind) => [
    `--${kind}`,
    path.join(folder, `${kind}.jsonl`),
  ]);
  let stores: TestStores;
  let proxies: Proxies;

  before(async () => {
    await writeCorpus({ ...sizes, seed: 3, now: Date.now(), out: folder }, { onProgress: () => undefined });
  });
  beforeEach(async () => {
    stores = await makeStores();
    proxies = await makeProxies(stores);
  });
  afterEach(() => proxies.close());
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** Cuts once so many bytes went to the engine. */
  const past = (bytes: number): ((sent: Buffer) => boolean) => {
    let sent = 0;
    return (chunk) => {
      sent += chunk.length;
      return sent > bytes;
    };
  };

  it('MySQL: it breaks off with a reason, and running it again completes it', async () => {
    proxies.mysql.cutWhen(past(2_000_000));
    const broken = await runImport(proxies.stores, args);
    expect(broken.code, broken.stderr).to.equal(1);
    expect(broken.stderr).to.include('the database does not answer').and.to.include('Run it again');
    expect(broken.stderr).to.not.match(/\n +at /);
    await proxies.mysql.restore();
    const again = await runImport(proxies.stores, [...args, '--json']);
    expect(again.code, again.stderr).to.equal(0);
    expect((JSON.parse(again.stdout) as { pending: number }).pending).to.equal(0);
    await expectComplete();
  });

  it('OpenSearch: everything is stored, it says how much is open, and a service decides that', async () => {
    proxies.opensearch.cutWhen(past(500_000));
    const { code, stdout, stderr } = await runImport(proxies.stores, [...args, '--json']);
    expect(code, stderr).to.equal(0);
    expect((JSON.parse(stdout) as { pending: number }).pending).to.be.greaterThan(0);
    await proxies.opensearch.restore();
    const service = await makeService({ stores });
    await eventually('everything decided', async () => {
      await service.worker.drainOnce();
      const { items, queries } = await service.inclusion.backlog();
      return items + queries === 0;
    });
    await service.stop();
    await expectComplete();
  });

  it('Redis: nothing is missing', async () => {
    proxies.redis.cutWhen(past(2_000));
    const { code, stderr } = await runImport(proxies.stores, args);
    expect(code, stderr).to.equal(0);
    await expectComplete();
  });

  async function expectComplete(): Promise<void> {
    const [rows] = await sql<Record<string, number>>(
      stores,
      `SELECT (SELECT COUNT(*) FROM content) AS items, (SELECT COUNT(*) FROM catalog_query) AS filters,
         (SELECT COUNT(*) FROM enterprise_catalog) AS catalogs, (SELECT COUNT(*) FROM enterprise_customer) AS customers`,
    );
    expect(rows).to.deep.equal(sizes);
    const { lost, extra } = await compareMembership(stores, Date.now());
    expect({ lost, extra }).to.deep.equal({ lost: [], extra: [] });
  }
});
