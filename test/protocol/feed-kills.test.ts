import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import { generateContent } from '../oracle/generate-content.ts';
import { generateFilter } from '../oracle/generate-filter.ts';
import { Random } from '../oracle/random.ts';
import { readItem } from '../oracle/read-fields.ts';
import { Follower, readMembers } from '../support/follower.ts';
import { runChaosWriter } from '../support/run-chaos-writer.ts';
import { eventually, makeService, makeStores, type TestService, type TestStores } from '../support/service.ts';
import { size } from '../support/size.ts';
import { author } from '../support/writers.ts';

const now = Date.UTC(2026, 10, 20);
const kills = size('FEED_KILLS', { short: 5, deep: 200 });

/** A consumer follows the feed, page by page, while writers write and are killed: it must end with what the table has. */
describe('the feed of changes while writers are killed', function () {
  this.timeout(1_800_000);
  let stores: TestStores;
  let service: TestService;

  before(async () => {
    stores = await makeStores({ CLAIM_SECONDS: '1', DATABASE_CONNECTIONS: '4' });
    service = await makeService({ stores, now: () => now });
  });
  after(() => service.stop());

  it('ends with exactly the memberships of the table', async () => {
    const random = new Random(process.env['SEED'] === undefined ? undefined : Number(process.env['SEED']));
    const items = generateContent(random, { now, count: 20 });
    const read = items.map((item) => readItem(item, { now, defaultPartner: 'edx' }));
    const filters = random.times(8, () => ({ uuid: randomUUID(), filter: generateFilter(random, read) }));
    const { claims } = await service.replication.store(items, { author });
    await service.inclusion.decideItems(claims);
    await service.inclusion.importQueries(
      filters.map(({ uuid, filter }) => {
        const text = JSON.stringify(filter);
        return { uuid, title: null, filter: { text, node: parseJson(text) } };
      }),
    );

    const follower = new Follower(stores, service.inclusion);
    const changes = (): number => follower.seen.filter(({ kind }) => kind === 'changed').length;
    let killed = 0;
    let writing = true;
    const write = async (): Promise<void> => {
      while (killed < kills || changes() <= kills) {
        const plan = { seed: random.between(0, 2 ** 31), killAtStep: random.between(1, 60), operations: 12 };
        const end = await runChaosWriter(stores, { ...plan, now, items, filters });
        killed += end.killedAt === undefined ? 0 : 1;
      }
    };
    const follow = async (): Promise<void> => {
      while (writing) {
        await follower.step();
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await Promise.all([
      Promise.all([write(), write()]).finally(() => {
        writing = false;
      }),
      follow(),
    ]);
    await eventually(
      'everything decided',
      async () => {
        await service.worker.drainOnce();
        const { items: open, queries } = await service.inclusion.backlog();
        return open + queries === 0;
      },
      30,
    );
    while (await follower.step()) {
      // until it has caught up
    }
    const told = `SEED=${String(random.seed)} FEED_KILLS=${String(kills)}`;
    for (const { uuid } of filters) {
      const has = [...(follower.members.get(uuid) ?? [])].sort();
      expect(has, `${uuid}; ${told}`).to.deep.equal([...(await readMembers(stores, uuid))].sort());
    }
  });
});
