import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { UnavailableError } from '../../../src/kernel/errors.ts';
import { sql } from '../../support/service.ts';
import { author, operator } from '../../support/writers.ts';
import type { WrittenFilter } from '../../../src/inclusion/port.ts';
import { courses, keptBy, ProposalWorld, refusal } from './support/world.ts';

describe('proposals', function () {
  this.timeout(60_000);
  let world: ProposalWorld;

  before(async () => {
    world = await ProposalWorld.open();
  });
  after(() => world.close());

  describe('of a file', () => {
    const importOne = (
      to: WrittenFilter,
      options?: { force: boolean },
    ): ReturnType<typeof world.service.inclusion.importQueries> =>
      world.service.inclusion.importQueries([{ uuid: world.query, title: null, filter: to }], options);

    it('are kept, one by one; the other lines are written', async () => {
      await world.plant(60);
      const [first, firstFilter] = [world.query, world.filter(60, courses)];
      await world.plant(60);
      const outcomes = await world.service.inclusion.importQueries([
        { uuid: first.toUpperCase(), title: 'Of a file', filter: firstFilter },
        { uuid: world.query, title: null, filter: world.filter(30, courses) },
        { uuid: randomUUID(), title: null, filter: world.filter(0, 1) },
      ]);
      expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal(['proposed', 'changed', 'created']);
      expect(outcomes[0]).to.include({ members: 60, leaving: 60 });
      expect(await world.members()).to.equal(31);
      world.query = first;
      const [id = 0] = await world.waiting();
      expect(await world.service.inclusion.proposals.read(id)).to.include({ origin: 'import', author: 'import' });
      expect(await world.members()).to.equal(60);
      await world.service.inclusion.proposals.confirm(id, operator);
      expect(await world.members()).to.equal(1);
      expect((await world.service.inclusion.findQuery({ uuid: world.query }, 'every'))?.title).to.equal('Of a file');
    });

    it('are one for the same file, and none when it is forced: nothing is held then', async () => {
      await world.plant(60);
      const wanted = world.filter(60, courses);
      expect((await importOne(wanted))[0]).to.deep.equal({ ...(await importOne(wanted))[0] });
      expect(await world.waiting()).to.have.length(1);
      expect((await importOne(wanted, { force: true }))[0]).to.deep.equal({ outcome: 'changed' });
      expect(await world.members()).to.equal(1);
      const { queries: held } = await world.service.inclusion.listHeld({ customers: 'every', offset: 0, limit: 10 });
      expect(held.map(({ uuid }) => uuid)).to.not.include(world.query);
    });
  });

  it('of two files at once that together drop all, one is written and the other kept', async () => {
    for (let round = 0; round < 5; round += 1) {
      await world.plant(60);
      const outcomes = await Promise.all(
        [world.filter(0, 30), world.filter(30, 60)].map((filter) =>
          world.service.inclusion.importQueries([{ uuid: world.query, title: null, filter }]),
        ),
      );
      const words = outcomes.map(([one]) => one?.outcome).sort();
      expect(words, `round ${String(round)}`).to.deep.equal(['changed', 'proposed']);
      expect(await world.members()).to.equal(30);
    }
  });

  describe('without OpenSearch', () => {
    afterEach(() => world.proxies.opensearch.restore());

    it('an edit is not judged, and says so; a forced one is stored and pending', async () => {
      await world.plant(60);
      await world.proxies.opensearch.cut();
      const away = await refusal(world.edit(world.filter(60, courses)));
      expect(away).to.be.instanceOf(UnavailableError);
      expect(away).to.include({ dependency: 'opensearch' });
      expect([await world.members(), await world.revision(), await world.waiting()]).to.deep.equal([60, 1, []]);
      const written = await world.edit(world.filter(60, courses), { force: true });
      expect(written.membership.state).to.equal('pending');
      expect(await world.revision()).to.equal(2);
      await world.proxies.opensearch.restore();
      while (await world.service.worker.drainOnce()) {
        // until nothing is left
      }
      expect(await world.members()).to.equal(1);
    });

    it('a proposal whose query is as it was is confirmed, and pending; another is not', async () => {
      await world.plant(60);
      const { id } = await keptBy(world.edit(world.filter(60, courses)));
      const stale = await keptBy(world.edit(world.filter(59, courses)));
      await world.proxies.opensearch.cut();
      const { written } = await world.service.inclusion.proposals.confirm(id, operator);
      expect(written.membership.state).to.equal('pending');
      expect(await refusal(world.service.inclusion.proposals.confirm(stale.id, operator))).to.be.instanceOf(
        UnavailableError,
      );
      await world.proxies.opensearch.restore();
      while (await world.service.worker.drainOnce()) {
        // until nothing is left
      }
      expect(await world.members()).to.equal(1);
    });
  });

  it('are counted, and forgotten with the history, or with their query', async () => {
    await world.plant(60);
    const { proposals: before } = await world.service.inclusion.backlog();
    await keptBy(world.edit(world.filter(60, courses)));
    expect((await world.service.inclusion.backlog()).proposals).to.equal(before + 1);
    await sql(world.service.stores, `UPDATE filter_proposal SET judged_at = judged_at - INTERVAL 91 DAY`);
    await world.service.inclusion.tendHistory();
    expect(await world.waiting()).to.deep.equal([]);

    await world.plant(60);
    await keptBy(world.edit(world.filter(60, courses)));
    await world.service.inclusion.deleteCatalog(world.catalog, operator);
    await world.service.inclusion.pruneQueries({ apply: true, author });
    expect(await sql(world.service.stores, 'SELECT 1 FROM filter_proposal')).to.deep.equal([]);
  });
});
