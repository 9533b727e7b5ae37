import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import { generateContent } from '../oracle/generate-content.ts';
import { generateFilter } from '../oracle/generate-filter.ts';
import { Random } from '../oracle/random.ts';
import { readItem } from '../oracle/read-fields.ts';
import { compareInherited } from '../support/compare-inherited.ts';
import { compareMembership } from '../support/compare-membership.ts';
import { compareShown } from '../support/compare-shown.ts';
import { runChaosWriter } from '../support/run-chaos-writer.ts';
import { size } from '../support/size.ts';
import { eventually, makeService, makeStores, type TestService, type TestStores } from '../support/service.ts';
import { author } from '../support/writers.ts';

const now = Date.UTC(2026, 10, 20);
const kills = size('KILLS', { short: 10, deep: 500 });

describe('writers killed at random steps', function () {
  this.timeout(1_800_000);
  let stores: TestStores;
  let service: TestService;

  before(async () => {
    stores = await makeStores({ CLAIM_SECONDS: '1', DATABASE_CONNECTIONS: '4' });
    service = await makeService({ stores, now: () => now });
  });
  after(() => service.stop());

  it(`loses nothing and adds nothing over ${String(kills)} kills`, async () => {
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

    const killedAt = new Map<string, number>();
    let killed = 0;
    const lane = async (): Promise<void> => {
      while (killed < kills) {
        const end = await runChaosWriter(stores, {
          seed: random.between(0, 2 ** 31),
          killAtStep: random.between(1, 60),
          operations: 12,
          now,
          items,
          filters,
        });
        if (end.killedAt !== undefined) {
          killed += 1;
          killedAt.set(end.killedAt, (killedAt.get(end.killedAt) ?? 0) + 1);
        }
      }
    };
    await Promise.all([lane(), lane()]);

    await eventually(
      'everything decided',
      async () => {
        await service.worker.drainOnce();
        const { items: openItems, queries } = await service.inclusion.backlog();
        return openItems + queries === 0;
      },
      30,
    );
    const { lost, extra, pairs } = await compareMembership(stores, now);
    const told = `SEED=${String(random.seed)} KILLS=${String(kills)}; killed at ${JSON.stringify(Object.fromEntries(killedAt))}`;
    expect({ lost, extra }, told).to.deep.equal({ lost: [], extra: [] });
    const inherited = await compareInherited(stores);
    expect({ lost: inherited.lost, extra: inherited.extra }, `inherited; ${told}`).to.deep.equal({
      lost: [],
      extra: [],
    });
    const shown = await compareShown(stores);
    expect({ lost: shown.lost, extra: shown.extra }, `shown; ${told}`).to.deep.equal({ lost: [], extra: [] });
    expect(pairs).to.be.greaterThan(50);
    expect(killed).to.be.at.least(kills);
    console.log(
      `      seed ${String(random.seed)}: ${String(killed)} kills at ${String(killedAt.size)} steps, ${String(pairs)} pairs right`,
    );
  });
});
