import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import {
  ConflictError,
  ForbiddenError,
  NotFoundError,
  ProposedError,
  RefusedError,
} from '../../../src/kernel/errors.ts';
import { sql } from '../../support/service.ts';
import { operator, writerFor } from '../../support/writers.ts';
import { courses, key, keptBy, ProposalWorld, refusal } from './support/world.ts';

/** Edits that would drop more than 80 % of over 50 members, or all of any, wait for a confirmation; docs/architecture.md, Guardrail. */
describe('proposals of an edit', function () {
  this.timeout(60_000);
  let world: ProposalWorld;

  before(async () => {
    world = await ProposalWorld.open();
  });
  after(() => world.close());

  it('are made past 80 % of over 50 members, and nothing else changes', async () => {
    await world.plant(60);
    const before = await world.registered();
    const kept = await keptBy(world.edit(world.filter(49, courses)));
    expect(kept).to.deep.include({ members: 60, matched: 12, entering: 1, leaving: 49 });
    expect(kept.leaving_sample).to.deep.equal(Array.from({ length: 10 }, (_, index) => key(index)));
    expect([await world.members(), await world.revision(), await world.waiting()]).to.deep.equal([60, 1, [kept.id]]);
    expect(await world.service.inclusion.listQueryVersions(world.query, { before: 100, limit: 10 })).to.have.length(1);
    expect(await world.audited()).to.deep.equal(['catalog-query.create', 'filter-proposal.keep']);
    expect(await world.registered(), 'not registered').to.deep.equal(before);
  });

  it('are not made for 80 %, nor for most of a small query, and the edit applies', async () => {
    await world.plant(60);
    expect((await world.edit(world.filter(48, courses))).membership).to.deep.equal({
      state: 'committed',
      matched: 13,
      entered: 1,
      left: 48,
    });
    await world.plant(50);
    expect((await world.edit(world.filter(49, courses))).membership).to.include({ matched: 12, left: 49 });
    expect(await world.waiting()).to.deep.equal([]);
  });

  it('are made for all of any members, however few', async () => {
    await world.plant(1);
    expect(await keptBy(world.edit(world.filter(1, courses)))).to.deep.include({
      members: 1,
      entering: 60,
      leaving: 1,
    });
    expect(await world.members()).to.equal(1);
  });

  it('are not made where there is nothing to lose', async () => {
    await world.plant(0);
    expect((await world.edit(world.filter(0, 0, { title: 'nothing' }))).membership).to.include({ matched: 0, left: 0 });
    expect((await world.edit(world.filter(0, 5))).membership).to.include({ entered: 5 });
    const again = await world.edit(world.filter(0, 5));
    expect(again.membership, 'the filter that it has').to.include({ matched: 5, entered: 0, left: 0 });
    expect(await world.revision()).to.equal(3);
  });

  it('are not made when it is forced', async () => {
    await world.plant(60);
    expect((await world.edit(world.filter(60, courses), { force: true })).membership).to.include({
      entered: 1,
      left: 60,
    });
    expect([await world.members(), await world.waiting()]).to.deep.equal([1, []]);
  });

  it('are one for the same edit, however often it is sent', async () => {
    await world.plant(60);
    const first = await keptBy(world.edit(world.filter(60, courses)));
    const second = await keptBy(world.edit(world.filter(59, courses)));
    expect((await keptBy(world.edit(world.filter(60, courses)))).id).to.equal(first.id);
    expect(await world.waiting()).to.deep.equal([first.id, second.id]);
  });

  it('are judged against what the query will have, while that is not decided', async () => {
    await world.plant(60);
    const ofQuery = 'query_id = (SELECT id FROM catalog_query WHERE uuid = ?)';
    await sql(world.service.stores, `DELETE FROM membership WHERE ${ofQuery}`, [world.query]);
    await sql(world.service.stores, 'UPDATE catalog_query SET decided_revision = 0 WHERE uuid = ?', [world.query]);
    expect(await world.members()).to.equal(0);
    expect(await keptBy(world.edit(world.filter(60, courses)))).to.include({ members: 60, leaving: 60 });
  });

  it('are refused before they are judged: faults, another query with the filter, no leave', async () => {
    await world.plant(60);
    const mine = world.query;
    const strangers = writerFor(new Set([randomUUID()]));
    expect(await refusal(world.edit(world.filter(60, courses), { writer: strangers }))).to.be.instanceOf(
      ForbiddenError,
    );
    expect(await refusal(world.edit(world.filter(0, 1, { level_typ: 'x' })))).to.be.instanceOf(RefusedError);
    await world.plant(60);
    const theirs = world.filter(0, 60);
    world.query = mine;
    expect(await refusal(world.edit(theirs)), 'taken')
      .to.be.instanceOf(ConflictError)
      .and.not.instanceOf(ProposedError);
    world.query = randomUUID();
    expect(await refusal(world.edit(theirs))).to.be.instanceOf(NotFoundError);
    world.query = mine;
    expect([await world.waiting(), await world.revision()]).to.deep.equal([[], 1]);
  });

  it('of two at once that together drop all, one applies and the other is kept', async () => {
    for (let round = 0; round < 10; round += 1) {
      await world.plant(60);
      const outcomes = await Promise.all(
        [world.filter(0, 30), world.filter(30, 60)].map(async (half) => {
          const reason = await refusal(world.edit(half));
          return reason === undefined ? 'applied' : reason instanceof ProposedError ? 'kept' : reason.message;
        }),
      );
      expect(outcomes.sort(), `round ${String(round)}`).to.deep.equal(['applied', 'kept']);
      expect(await world.members()).to.equal(30);
    }
  });

  it('are made when an older filter is gone back to', async () => {
    await world.plant(60);
    await world.edit(world.filter(60, courses), { force: true });
    const { proposals } = world.service.inclusion;
    const kept = await keptBy(proposals.restore(world.query, { version: 1, force: false }, operator));
    expect(kept).to.include({ members: 1, entering: 60, leaving: 1 });
    expect(await proposals.read(kept.id)).to.include({ origin: 'restore', author: 'user:tester' });
    await proposals.restore(world.query, { version: 1, force: true }, operator);
    expect(await world.members()).to.equal(60);
  });

  it('are not made by the routes of catalogs, which apply at once', async () => {
    await world.plant(60);
    await world.service.inclusion.updateCatalog(
      world.catalog,
      { query: { uuid: world.query, filter: world.filter(60, courses) } },
      writerFor(new Set([world.customer])),
    );
    expect([await world.members(), await world.waiting()]).to.deep.equal([1, []]);
  });
});
