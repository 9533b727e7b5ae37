import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Client } from '../support/client.ts';
import { compareMembership } from '../support/compare-membership.ts';
import { freePort } from '../support/free-port.ts';
import { eventually, makeService, makeStores, sql, type TestService, type TestStores } from '../support/service.ts';
import { size } from '../support/size.ts';
import { startProcess, untilReady, type ServiceProcess } from '../support/start-process.ts';
import { Balancer } from './balancer.ts';
import { Questions, seed } from './questions.ts';
import { SteadyLoad } from './steady-load.ts';
import { describeIndex, swapIndex } from './swap-index.ts';

const nextVersion = fileURLToPath(import.meta.resolve('./next-version.ts'));

/** At least so many requests, at 50 a second. */
const requests = size('ROLLING_REQUESTS', { short: 300, deep: 15_000 });
const perSecond = 50;
/** Answers between two steps of the change. */
const between = 100;

type Role = 'api' | 'worker';

/** Two api processes behind a balancer, and a worker; each is stopped and another started in its place while requests go on. */
describe('a rolling change', function () {
  this.timeout(600_000);
  let stores: TestStores;
  let apis: [ServiceProcess, ServiceProcess];
  let worker: ServiceProcess;
  /** Whose commands are run beside them. */
  let operator: TestService;
  const questions = new Questions();

  before(async () => {
    stores = await makeStores({
      POLL_MILLISECONDS: '200',
      DATABASE_CONNECTIONS: '8',
      // The balancer looks ten times a second.
      SHUTDOWN_DELAY_SECONDS: '1',
    });
    apis = [await start('api'), await start('api')];
    worker = await start('worker');
    await Promise.all([...apis, worker].map(untilReady));
    operator = await makeService({ stores });
    const api = new Client(apis[0].url);
    expect((await api.post('/api/v1/content-metadata/', seed.content)).status).to.equal(200);
    for (const catalog of seed.catalogs) {
      expect((await api.post('/api/v1/enterprise-catalogs/', catalog)).status).to.equal(201);
    }
    const fixed = seed.catalogs[0]?.uuid ?? '';
    await eventually(
      'all is searchable',
      async () => (await api.get<{ count: number }>(`/api/v1/search?show=all&catalog=${fixed}`)).body.count > 0,
    );
  });
  after(async () => {
    await Promise.all([...apis, worker].map((service) => service.kill()));
    await operator.stop();
  });

  async function start(role: Role, entry?: string, port?: number): Promise<ServiceProcess> {
    return startProcess(
      { ...stores.environment, ROLE: role },
      { port: port ?? (await freePort()), ...(entry === undefined ? {} : { entry }) },
    );
  }

  /** Stops a process as an orchestrator does, and starts another at its address. @returns that, ready */
  async function replace(service: ServiceProcess, role: Role, entry?: string): Promise<ServiceProcess> {
    service.child.kill('SIGTERM');
    expect(await service.ended, service.said()).to.deep.equal([0, null]);
    expect(service.said()).to.not.include('not drained in time');
    const successor = await start(role, entry, Number(new URL(service.url).port));
    await untilReady(successor);
    return successor;
  }

  it(`loses none of ${String(requests)} requests`, async () => {
    const balancer = new Balancer(
      apis.map(({ url }) => url),
      100,
    );
    const load = new SteadyLoad({ url: await balancer.open(), perSecond, next: () => questions.next() });
    const whileItRuns = async (count: number): Promise<void> => {
      await eventually(
        `${String(count)} answers`,
        () => {
          // One is enough to know; the rest would only take time.
          expect(load.failures.slice(0, 5)).to.deep.equal([]);
          return Promise.resolve(load.answered >= count);
        },
        120,
      );
    };
    const replaceApi = async (slot: 0 | 1, entry?: string): Promise<void> => {
      apis[slot] = await replace(apis[slot], 'api', entry);
      await balancer.sees(apis[slot].url);
    };
    const swapContent = async (name: string): Promise<void> => {
      questions.holdChanges();
      await eventually('no change is under way', () => Promise.resolve(questions.settled));
      const alias = `${stores.config.indexPrefix}content`;
      await swapIndex(stores, alias, `${alias}-${name}`);
      questions.allowChanges();
    };
    let rebuilt = '';
    /** Changes go on meanwhile. */
    const rebuildFilters = async (): Promise<void> => {
      const { outcome, missing, different, serving } = await operator.reindex({
        how: 'build',
        keep: 1,
        sample: 20,
        acceptDifferences: false,
      });
      expect({ outcome, missing, different }).to.deep.equal({ outcome: 'swapped', missing: 0, different: 0 });
      rebuilt = serving ?? '';
    };
    let rounds = 0;
    load.start();
    try {
      while (rounds === 0 || load.answered < requests) {
        rounds += 1;
        const name = `r${String(rounds)}`;
        const steps = [
          // In the first round it migrates, while the other process and the worker are of the version before.
          () => replaceApi(0, nextVersion),
          () => swapContent(name),
          // A process of the version before comes back where the schema is newer already.
          () => replaceApi(1),
          () => replaceApi(1, nextVersion),
          rebuildFilters,
          async () => {
            worker = await replace(worker, 'worker', nextVersion);
          },
        ];
        for (const step of steps) {
          await whileItRuns(load.answered + between);
          await step();
        }
      }
      await whileItRuns(Math.max(requests, load.answered + between));
    } finally {
      await load.stop();
      await balancer.close();
    }
    expect(load.failures).to.deep.equal([]);
    expect(load.answered).to.be.at.least(requests);

    expect(balancer.served[0], 'both were given requests').to.be.greaterThan(requests / 10);
    expect(balancer.served[1], 'both were given requests').to.be.greaterThan(requests / 10);
    expect(questions.written.content, 'changes of content').to.be.greaterThan(10);
    expect(questions.written.titles, 'changes of a title').to.be.greaterThan(10);
    expect(await sql(stores, 'SELECT next_note FROM content LIMIT 1'), 'the migration ran').to.have.length(1);
    const { indexPrefix } = stores.config;
    for (const [alias, index, documents] of [
      ['content', `${indexPrefix}content-r${String(rounds)}`, seed.content.length],
      ['catalog-queries', rebuilt, seed.catalogs.length],
    ] as const) {
      expect(await describeIndex(stores, `${indexPrefix}${alias}`)).to.deep.equal({ index, documents });
    }
    const { lost, extra } = await compareMembership(stores, Date.now());
    expect({ lost, extra }).to.deep.equal({ lost: [], extra: [] });
  });

  // Without these, a test that counts nothing would pass as well.
  for (const [signal, slot, what] of [
    ['SIGTERM', 0, 'the balancer looks less often than a process drains'],
    ['SIGKILL', 1, 'a process is killed'],
  ] as const) {
    it(`is seen to lose requests when ${what}`, async () => {
      const service = apis[slot];
      const balancer = new Balancer(slot === 0 ? apis.map(({ url }) => url) : [service.url], 4_000);
      const load = new SteadyLoad({ url: await balancer.open(), perSecond, next: () => questions.next() });
      load.start();
      await eventually('answers', () => Promise.resolve(load.answered > between));
      expect(load.failures).to.deep.equal([]);
      await balancer.looked();
      service.child.kill(signal);
      await service.ended;
      await eventually('losses', () => Promise.resolve(load.failures.length > 0));
      await load.stop();
      await balancer.close();
      expect(load.failures.join('\n')).to.match(/ 502 instead of /);
    });
  }
});
