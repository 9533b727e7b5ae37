import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ConflictError, ForbiddenError, NotFoundError, ProposedError } from '../../../src/kernel/errors.ts';
import type { WrittenFilter } from '../../../src/inclusion/port.ts';
import { operator, writerFor } from '../../support/writers.ts';
import { courses, keptBy, ProposalWorld, refusal } from './support/world.ts';

describe('proposals are confirmed', function () {
  this.timeout(60_000);
  let world: ProposalWorld;

  before(async () => {
    world = await ProposalWorld.open();
  });
  after(() => world.close());

  it('once: the filter applies, with its author, and again nothing more happens', async () => {
    await world.plant(60);
    const { id } = await keptBy(world.edit(world.filter(60, courses)));
    const { queryUuid, written } = await world.service.inclusion.proposals.confirm(id, operator);
    expect(queryUuid).to.equal(world.query);
    expect(written.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 1, left: 60 });
    const again = await world.service.inclusion.proposals.confirm(id, operator);
    expect(again.written.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 0, left: 0 });
    expect([await world.members(), await world.revision(), await world.waiting()]).to.deep.equal([1, 2, []]);
    expect(await world.service.inclusion.proposals.read(id)).to.include({ state: 'confirmed', outdated: false });
    expect(await world.audited()).to.deep.equal([
      'catalog-query.create',
      'filter-proposal.keep',
      'catalog-query.update',
      'filter-proposal.confirm',
    ]);
    await world.edit(world.filter(0, courses), { force: true });
    expect(await refusal(world.service.inclusion.proposals.confirm(id, operator)), 'it has another filter now')
      .to.be.instanceOf(ConflictError)
      .and.not.instanceOf(ProposedError);
    expect((await keptBy(world.edit(world.filter(60, courses)))).id, 'proposed again').to.not.equal(id);
  });

  it('by several at once: it applies once', async () => {
    await world.plant(60);
    const { id } = await keptBy(world.edit(world.filter(60, courses)));
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => world.service.inclusion.proposals.confirm(id, operator)),
    );
    expect(answers.map(({ queryUuid }) => queryUuid)).to.deep.equal(Array(5).fill(world.query));
    expect([await world.members(), await world.revision()]).to.deep.equal([1, 2]);
    expect((await world.audited()).filter((action) => action === 'filter-proposal.confirm')).to.have.length(1);
  });

  it('only as they were judged: the query has changed, so it is judged anew first', async () => {
    await world.plant(60);
    const { id } = await keptBy(world.edit(world.filter(60, courses)));
    await world.edit(world.filter(0, 55));
    expect(await world.service.inclusion.proposals.read(id)).to.include({ outdated: true, leaving: 60 });
    const anew = await keptBy(world.service.inclusion.proposals.confirm(id, operator));
    expect(anew).to.deep.include({ id, members: 55, entering: 1, leaving: 55 });
    expect([await world.members(), await world.revision()]).to.deep.equal([55, 2]);
    expect(await world.service.inclusion.proposals.read(id)).to.include({ outdated: false, leaving: 55 });
    await world.service.inclusion.proposals.confirm(id, operator);
    expect([await world.members(), await world.revision()]).to.deep.equal([1, 3]);
  });

  it('as they were written: entries of unknown names are reported again', async () => {
    await world.plant(60);
    const wanted: WrittenFilter = { ...world.filter(60, courses, { colour: 'blue' }), unknownKeys: 'report' };
    const { id } = await keptBy(world.edit(wanted));
    const { written } = await world.service.inclusion.proposals.confirm(id, operator);
    expect(written.unknown.map(({ name }) => name)).to.deep.equal(['colour']);
    expect(await world.members()).to.equal(1);
  });

  it('only by who may write for all that use the query', async () => {
    const other = randomUUID();
    await world.plant(60);
    const { id } = await keptBy(
      world.edit(world.filter(60, courses), { writer: writerFor(new Set([world.customer])) }),
    );
    await world.use(other);
    const one = writerFor(new Set([world.customer]));
    for (const work of [
      () => world.service.inclusion.proposals.confirm(id, one),
      () => world.service.inclusion.proposals.drop(id, one),
      () => world.edit(world.filter(0, 59), { writer: one }),
    ]) {
      const error = await refusal(work());
      expect(error).to.be.instanceOf(ForbiddenError);
      expect((error as Error).message).to.include('PUT /api/v1/enterprise-catalogs/{uuid}/');
    }
    expect(await world.members()).to.equal(60);
    await world.service.inclusion.proposals.confirm(id, writerFor(new Set([world.customer, other])));
    expect(await world.members()).to.equal(1);
  });

  it('never when they are not there', async () => {
    expect(await refusal(world.service.inclusion.proposals.confirm(4_000_000_000, operator))).to.be.instanceOf(
      NotFoundError,
    );
    await world.plant(60);
    const { id } = await keptBy(world.edit(world.filter(60, courses)));
    await world.service.inclusion.proposals.drop(id, operator);
    for (const gone of [
      () => world.service.inclusion.proposals.confirm(id, operator),
      () => world.service.inclusion.proposals.drop(id, operator),
      () => world.service.inclusion.proposals.read(id),
    ]) {
      expect(await refusal(gone())).to.be.instanceOf(NotFoundError);
    }
    expect([await world.members(), await world.waiting()]).to.deep.equal([60, []]);
    expect((await world.audited()).at(-1)).to.equal('filter-proposal.drop');
  });
});
