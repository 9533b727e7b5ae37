import { expect } from 'chai';
import { course } from '../support/documents.ts';
import { eventually } from '../support/service.ts';
import { OutageWorld, ways } from '../outages/world.ts';
import { readExposition, valueOf, type Sample } from './support/exposition.ts';

const engines = ['mysql', 'opensearch', 'redis'] as const;

/** Prometheus gives up after ten seconds by default. */
const patience = 5_000;

for (const engine of engines) {
  for (const way of ways) {
    describe(`metrics without ${engine} (${way})`, function () {
      this.timeout(60_000);
      let world: OutageWorld;

      before(async () => {
        // Longer than a scrape may take: it must not wait for an answer that is overdue only then.
        world = await OutageWorld.open({ DATABASE_TIMEOUT_MILLISECONDS: '8000' });
      });
      after(async () => {
        await world.proxies[engine].restore();
        await world.close();
      });

      const scrape = async (): Promise<Sample[]> => {
        const began = performance.now();
        const { status, body } = await world.api.get<string>('/metrics');
        expect(status).to.equal(200);
        expect(performance.now() - began, 'time of the scrape').to.be.lessThan(patience);
        return readExposition(body);
      };
      const unavailable = (samples: readonly Sample[]): number =>
        samples
          .filter(
            ({ name, labels }) =>
              name === 'dependency_request_duration_seconds_count' &&
              labels['dependency'] === engine &&
              labels['outcome'] === 'unavailable',
          )
          .reduce((sum, { value }) => sum + value, 0);

      it('are there within seconds, and say which engine is away', async () => {
        const before = unavailable(await scrape());
        await world.proxies[engine].takeAway(way);
        await eventually(
          'the engine is told to be away',
          async () => valueOf(await scrape(), 'dependency_up', { dependency: engine }) === 0,
        );
        const samples = await scrape();
        for (const other of engines.filter((one) => one !== engine)) {
          expect(valueOf(samples, 'dependency_up', { dependency: other }), other).to.equal(1);
        }
        const dbAway = engine === 'mysql';
        expect(valueOf(samples, 'membership_undecided', { kind: 'item' }) === -1).to.equal(dbAway);
        expect(valueOf(samples, 'membership_undecided', { kind: 'query' }) === -1).to.equal(dbAway);
        expect(valueOf(samples, 'membership_failing') === -1).to.equal(dbAway);
        expect(valueOf(samples, 'membership_staleness_seconds') === -1).to.equal(dbAway);
        expect(valueOf(samples, 'wake_queue_jobs', { state: 'waiting' }) === -1).to.equal(engine === 'redis');
        // An overdue answer is counted when it is given up.
        await eventually('it is counted', async () => unavailable(await scrape()) > before);
      });

      it('may be read as often as anybody likes without piling up requests', async () => {
        await Promise.all(Array.from({ length: 30 }, () => scrape()));
        const samples = await scrape();
        // The work list, the check of the scrape, the worker's poll and what a schedule looks for; nothing for each of thirty.
        const state = (name: string): number => valueOf(samples, 'database_pool_connections', { state: name }) ?? NaN;
        expect(state('in_use') + state('waiting')).to.be.at.most(6);
      });

      it('are as before when it is back', async () => {
        await world.proxies[engine].restore();
        await eventually(
          'all is well again',
          async () => {
            const samples = await scrape();
            return (
              engines.every((one) => valueOf(samples, 'dependency_up', { dependency: one }) === 1) &&
              samples.every(({ value }) => value !== -1)
            );
          },
          30,
        );
      });
    });
  }
}

describe('metrics of work that OpenSearch kept from being decided', function () {
  this.timeout(60_000);

  it('tell how old it is, that it was postponed, and that the worker decided it in the end', async () => {
    const world = await OutageWorld.open();
    try {
      const read = async (name: string, labels: Record<string, string> = {}): Promise<number> =>
        valueOf(readExposition((await world.api.get<string>('/metrics')).body), name, labels) ?? NaN;
      await world.proxies.opensearch.takeAway('cut');
      await world.expectStored(course('Kept+1', { level_type: 'Advanced' }), 'pending');
      await world.createCatalog('kept', { level_type: 'Introductory' });
      expect(await read('membership_undecided', { kind: 'item' })).to.equal(1);
      expect(await read('membership_undecided', { kind: 'query' })).to.equal(1);
      await eventually('it gets older', async () => (await read('membership_staleness_seconds')) > 1);
      await world.proxies.opensearch.restore();
      await world.expectCaughtUp();
      // It is counted after it is committed.
      for (const kind of ['item', 'query']) {
        const decided = (): Promise<number> => read('worker_decided_total', { kind, outcome: 'decided' });
        await eventually(`a decided ${kind} is counted`, async () => (await decided()) > 0);
        expect(await decided(), kind).to.equal(1);
      }
      // The filter is registered after it is decided, and counts once that is due.
      await eventually('nothing is left', async () => (await read('membership_staleness_seconds')) === 0);
    } finally {
      await world.proxies.opensearch.restore();
      await world.close();
    }
  });
});
