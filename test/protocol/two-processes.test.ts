import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import { generateContent, mutateContent } from '../oracle/generate-content.ts';
import { generateFilter, mutateFilter } from '../oracle/generate-filter.ts';
import { Random } from '../oracle/random.ts';
import { readItem } from '../oracle/read-fields.ts';
import { compareMembership } from '../support/compare-membership.ts';
import { compareShown } from '../support/compare-shown.ts';
import { size } from '../support/size.ts';
import { eventually, makeStores, sql, type TestStores } from '../support/service.ts';
import { operatorToken } from '../support/token.ts';

const main = path.resolve(import.meta.dirname, '../../src/main.ts');
const writes = size('WRITES', { short: 200, deep: 3_000 });

/** Two processes that start at the same moment on an empty database, and change the same items and filters through the API. */
describe('two service processes on the same data', function () {
  this.timeout(600_000);
  let stores: TestStores;
  const children: ChildProcess[] = [];
  const urls: string[] = [];

  before(async () => {
    stores = await makeStores({ CLAIM_SECONDS: '2', POLL_MILLISECONDS: '200', DATABASE_CONNECTIONS: '6' });
    for (let count = 0; count < 2; count += 1) {
      const port = await freePort();
      children.push(
        spawn(process.execPath, [main], {
          env: { ...stores.environment, PORT: String(port) },
          stdio: ['ignore', 'inherit', 'inherit'],
        }),
      );
      urls.push(`http://127.0.0.1:${String(port)}`);
    }
    for (const url of urls) {
      await eventually(
        'ready',
        async () => (await fetch(`${url}/health/ready`).catch(() => undefined))?.status === 200,
        60,
      );
    }
  });

  after(async () => {
    for (const child of children) {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
    }
  });

  it('ends with the memberships that the last writes say', async () => {
    const random = new Random(process.env['SEED'] === undefined ? undefined : Number(process.env['SEED']));
    const told = `SEED=${String(random.seed)} WRITES=${String(writes)}`;
    const now = Date.now();
    const items = generateContent(random, { now, count: 25 });
    const read = items.map((item) => readItem(item, { now, defaultPartner: 'edx' }));
    const catalogs = random.times(10, () => ({
      uuid: randomUUID(),
      query: randomUUID(),
      filter: generateFilter(random, read),
    }));
    await send(urls[0], 'POST', '/api/v1/content-metadata/', items);
    for (const { uuid, query, filter } of catalogs) {
      await send(random.pick(urls), 'POST', '/api/v1/enterprise-catalogs/', {
        uuid,
        title: uuid,
        enterprise_customer: randomUUID(),
        catalog_query_uuid: query,
        content_filter: filter,
      });
    }

    let left = writes;
    const lane = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        if (random.chance(0.6)) {
          const changed = random.times(random.pick([1, 1, 3]), () => mutateContent(random, random.pick(items), now));
          await send(random.pick(urls), 'POST', '/api/v1/content-metadata/', changed);
        } else {
          const { uuid, query, filter } = random.pick(catalogs);
          const content_filter = mutateFilter(random, filter, read);
          await send(random.pick(urls), 'PATCH', `/api/v1/enterprise-catalogs/${uuid}/`, {
            catalog_query_uuid: query,
            content_filter,
          });
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, lane));

    let difference = {};
    // Within the seconds that this takes, the clock may move an item from one availability to the next.
    await eventually(
      `everything decided and right; ${told}`,
      async () => {
        const [open] = await sql<{ open: number }>(
          stores,
          `SELECT (SELECT COUNT(*) FROM content WHERE revision > decided_revision) +
             (SELECT COUNT(*) FROM catalog_query WHERE revision > decided_revision) AS open`,
        );
        const { lost, extra } = await compareMembership(stores, Date.now());
        const shown = await compareShown(stores);
        difference = { open: open?.open, lost, extra, shown: [...shown.lost, ...shown.extra] };
        return JSON.stringify(difference) === JSON.stringify({ open: 0, lost: [], extra: [], shown: [] });
      },
      30,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${JSON.stringify(difference)}`);
    });
    const [queries] = await sql<{ count: number; hashes: number }>(
      stores,
      'SELECT COUNT(*) AS count, COUNT(DISTINCT content_filter_hash) AS hashes FROM catalog_query',
    );
    expect(queries?.count, 'never two queries of one hash').to.equal(queries?.hashes);
  });

  it('stop on SIGTERM within ten seconds', async () => {
    const start = performance.now();
    for (const child of children) {
      child.kill('SIGTERM');
    }
    await Promise.all(children.map(async (child) => (child.exitCode === null ? once(child, 'exit') : undefined)));
    expect(children.map(({ exitCode }) => exitCode)).to.deep.equal([0, 0]);
    expect(performance.now() - start).to.be.lessThan(10_000);
  });

  async function send(base: string | undefined, method: string, to: string, body: object): Promise<void> {
    const answer = await fetch(`${base ?? ''}${to}`, {
      method,
      headers: { 'Content-Type': 'application/json', Authorization: `JWT ${operatorToken()}` },
      body: JSON.stringify(body),
    });
    expect(answer.status, `${method} ${to}: ${answer.ok ? '' : await answer.text()}`).to.be.lessThan(300);
  }
});

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
