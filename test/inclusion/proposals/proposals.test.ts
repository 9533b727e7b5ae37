import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import {
  ConflictError,
  ForbiddenError,
  NotFoundError,
  ProposedError,
  RefusedError,
  UnavailableError,
} from '../../../src/kernel/errors.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import type { FilterWrite, WrittenFilter, Writer } from '../../../src/inclusion/port.ts';
import { makeProxies, type Proxies } from '../../support/proxy.ts';
import { makeService, makeStores, sql, type TestService } from '../../support/service.ts';
import { author, operator, writerFor } from '../../support/writers.ts';

interface Kept {
  id: number;
  members: number;
  matched: number;
  entering: number;
  leaving: number;
  leaving_sample: string[];
}

/** Edits that would drop more than 80 % of over 50 members, or all of any, wait for a confirmation; docs/architecture.md, Guardrail. */
describe('proposals', function () {
  this.timeout(60_000);
  let service: TestService;
  let proxies: Proxies;
  let query: string;
  let catalog: string;
  const [customer, other] = [randomUUID(), randomUUID()];
  const courses = 61;

  before(async () => {
    const stores = await makeStores();
    proxies = await makeProxies(stores);
    service = await makeService({ stores: proxies.stores });
    const documents = Array.from({ length: courses }, (_, index) => ({
      content_type: 'course',
      key: key(index),
      title: 'Course',
      min_effort: index,
    }));
    const { claims } = await service.replication.store(documents, { author });
    await service.inclusion.decideItems(claims);
  });
  after(async () => {
    await service.stop();
    await proxies.close();
  });

  function key(index: number): string {
    return `P+${String(index).padStart(2, '0')}`;
  }
  /** Courses `from` to before `to`; no two queries have the same filter. */
  function filter(from: number, to: number, more: object = {}): WrittenFilter {
    const text = JSON.stringify({ min_effort__gte: from, min_effort__lt: to, key__exclude: query, ...more });
    return { text, node: parseJson(text) };
  }
  /** A catalog whose query has the first `count` courses. */
  async function plant(count: number, of = customer): Promise<void> {
    [query, catalog] = [randomUUID(), randomUUID()];
    await use(query, { filter: filter(0, count) }, { uuid: catalog, of });
  }
  async function use(uuid: string, more: object, { uuid: own, of }: { uuid: string; of: string }): Promise<void> {
    await service.inclusion.createCatalog(
      { uuid: own, title: own, enterpriseUuid: of, enterpriseName: null, query: { uuid, ...more } },
      operator,
    );
  }
  const edit = (to: WrittenFilter, options: { force?: boolean; writer?: Writer } = {}): Promise<FilterWrite> =>
    service.inclusion.proposals.edit(query, { filter: to, force: options.force ?? false }, options.writer ?? operator);
  async function refusal(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
  }
  async function keptBy(work: Promise<unknown>): Promise<Kept> {
    const error = await refusal(work);
    expect(error, String(error)).to.be.instanceOf(ProposedError);
    return (error as ProposedError).members.proposal as Kept;
  }
  async function members(): Promise<number> {
    const [row] = await sql<{ count: number }>(
      service.stores,
      'SELECT COUNT(*) AS count FROM membership WHERE query_id = (SELECT id FROM catalog_query WHERE uuid = ?)',
      [query],
    );
    return row?.count ?? 0;
  }
  async function revision(): Promise<number> {
    const [row] = await sql<{ revision: number }>(service.stores, 'SELECT revision FROM catalog_query WHERE uuid = ?', [
      query,
    ]);
    return row?.revision ?? 0;
  }
  /** Of this query. */
  async function open(): Promise<number[]> {
    const { proposals } = await service.inclusion.proposals.list({
      customers: 'every',
      after: 0,
      offset: 0,
      limit: 1_000,
    });
    return proposals.filter(({ queryUuid }) => queryUuid === query).map(({ id }) => id);
  }
  /** Every filter that the percolator has, by its text. */
  async function registered(): Promise<unknown> {
    const { opensearchUrl, indexPrefix } = service.stores.config;
    const ask = (path: string): Promise<Response> =>
      fetch(new URL(`/${indexPrefix}catalog-queries/${path}`, opensearchUrl));
    await ask('_refresh');
    const { hits } = (await (await ask('_search?size=1000')).json()) as { hits: { hits: { _source: object }[] } };
    expect(hits.hits).to.not.be.empty;
    return hits.hits.map(({ _source }) => JSON.stringify(_source)).sort();
  }
  async function audited(): Promise<string[]> {
    const rows = await sql<{ action: string }>(
      service.stores,
      'SELECT action FROM audit_log WHERE subject = ? ORDER BY id',
      [query],
    );
    return rows.map(({ action }) => action);
  }

  describe('of an edit', () => {
    it('are made past 80 % of over 50 members, and nothing else changes', async () => {
      await plant(60);
      const before = await registered();
      const kept = await keptBy(edit(filter(49, courses)));
      expect(kept).to.deep.include({ members: 60, matched: 12, entering: 1, leaving: 49 });
      expect(kept.leaving_sample).to.deep.equal(Array.from({ length: 10 }, (_, index) => key(index)));
      expect([await members(), await revision(), await open()]).to.deep.equal([60, 1, [kept.id]]);
      expect(await service.inclusion.listQueryVersions(query, { before: 100, limit: 10 })).to.have.length(1);
      expect(await audited()).to.deep.equal(['catalog-query.create', 'filter-proposal.keep']);
      expect(await registered(), 'not registered').to.deep.equal(before);
    });

    it('are not made for 80 %, nor for most of a small query, and the edit applies', async () => {
      await plant(60);
      expect((await edit(filter(48, courses))).membership).to.deep.equal({
        state: 'committed',
        matched: 13,
        entered: 1,
        left: 48,
      });
      await plant(50);
      expect((await edit(filter(49, courses))).membership).to.include({ matched: 12, left: 49 });
      expect(await open()).to.deep.equal([]);
    });

    it('are made for all of any members, however few', async () => {
      await plant(1);
      expect(await keptBy(edit(filter(1, courses)))).to.deep.include({ members: 1, entering: 60, leaving: 1 });
      expect(await members()).to.equal(1);
    });

    it('are not made where there is nothing to lose', async () => {
      await plant(0);
      expect((await edit(filter(0, 0, { title: 'nothing' }))).membership).to.include({ matched: 0, left: 0 });
      expect((await edit(filter(0, 5))).membership).to.include({ entered: 5 });
      const again = await edit(filter(0, 5));
      expect(again.membership, 'the filter that it has').to.include({ matched: 5, entered: 0, left: 0 });
      expect(await revision()).to.equal(3);
    });

    it('are not made when it is forced', async () => {
      await plant(60);
      expect((await edit(filter(60, courses), { force: true })).membership).to.include({ entered: 1, left: 60 });
      expect([await members(), await open()]).to.deep.equal([1, []]);
    });

    it('are one for the same edit, however often it is sent', async () => {
      await plant(60);
      const first = await keptBy(edit(filter(60, courses)));
      const second = await keptBy(edit(filter(59, courses)));
      expect((await keptBy(edit(filter(60, courses)))).id).to.equal(first.id);
      expect(await open()).to.deep.equal([first.id, second.id]);
    });

    it('are judged against what the query will have, while that is not decided', async () => {
      await plant(60);
      const ofQuery = 'query_id = (SELECT id FROM catalog_query WHERE uuid = ?)';
      await sql(service.stores, `DELETE FROM membership WHERE ${ofQuery}`, [query]);
      await sql(service.stores, 'UPDATE catalog_query SET decided_revision = 0 WHERE uuid = ?', [query]);
      expect(await members()).to.equal(0);
      expect(await keptBy(edit(filter(60, courses)))).to.include({ members: 60, leaving: 60 });
    });

    it('are refused before they are judged: faults, another query with the filter, no leave', async () => {
      await plant(60);
      const mine = query;
      const strangers = writerFor(new Set([randomUUID()]));
      expect(await refusal(edit(filter(60, courses), { writer: strangers }))).to.be.instanceOf(ForbiddenError);
      expect(await refusal(edit(filter(0, 1, { level_typ: 'x' })))).to.be.instanceOf(RefusedError);
      await plant(60);
      const theirs = filter(0, 60);
      query = mine;
      expect(await refusal(edit(theirs)), 'taken')
        .to.be.instanceOf(ConflictError)
        .and.not.instanceOf(ProposedError);
      query = randomUUID();
      expect(await refusal(edit(theirs))).to.be.instanceOf(NotFoundError);
      query = mine;
      expect([await open(), await revision()]).to.deep.equal([[], 1]);
    });

    it('of two at once that together drop all, one applies and the other is kept', async () => {
      for (let round = 0; round < 10; round += 1) {
        await plant(60);
        const outcomes = await Promise.all(
          [filter(0, 30), filter(30, 60)].map(async (half) => {
            const reason = await refusal(edit(half));
            return reason === undefined ? 'applied' : reason instanceof ProposedError ? 'kept' : String(reason);
          }),
        );
        expect(outcomes.sort(), `round ${String(round)}`).to.deep.equal(['applied', 'kept']);
        expect(await members()).to.equal(30);
      }
    });
  });

  describe('are confirmed', () => {
    it('once: the filter applies, with its author, and again nothing more happens', async () => {
      await plant(60);
      const { id } = await keptBy(edit(filter(60, courses)));
      const { queryUuid, written } = await service.inclusion.proposals.confirm(id, operator);
      expect(queryUuid).to.equal(query);
      expect(written.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 1, left: 60 });
      const again = await service.inclusion.proposals.confirm(id, operator);
      expect(again.written.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 0, left: 0 });
      expect([await members(), await revision(), await open()]).to.deep.equal([1, 2, []]);
      expect(await service.inclusion.proposals.read(id)).to.include({ state: 'confirmed', outdated: false });
      expect(await audited()).to.deep.equal([
        'catalog-query.create',
        'filter-proposal.keep',
        'catalog-query.update',
        'filter-proposal.confirm',
      ]);
      await edit(filter(0, courses), { force: true });
      expect(await refusal(service.inclusion.proposals.confirm(id, operator)), 'it has another filter now')
        .to.be.instanceOf(ConflictError)
        .and.not.instanceOf(ProposedError);
      expect((await keptBy(edit(filter(60, courses)))).id, 'proposed again').to.not.equal(id);
    });

    it('by several at once: it applies once', async () => {
      await plant(60);
      const { id } = await keptBy(edit(filter(60, courses)));
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => service.inclusion.proposals.confirm(id, operator)),
      );
      expect(answers.map(({ queryUuid }) => queryUuid)).to.deep.equal(Array(5).fill(query));
      expect([await members(), await revision()]).to.deep.equal([1, 2]);
      expect((await audited()).filter((action) => action === 'filter-proposal.confirm')).to.have.length(1);
    });

    it('only as they were judged: the query has changed, so it is judged anew first', async () => {
      await plant(60);
      const { id } = await keptBy(edit(filter(60, courses)));
      await edit(filter(0, 55));
      expect(await service.inclusion.proposals.read(id)).to.include({ outdated: true, leaving: 60 });
      const anew = await keptBy(service.inclusion.proposals.confirm(id, operator));
      expect(anew).to.deep.include({ id, members: 55, entering: 1, leaving: 55 });
      expect([await members(), await revision()]).to.deep.equal([55, 2]);
      expect(await service.inclusion.proposals.read(id)).to.include({ outdated: false, leaving: 55 });
      await service.inclusion.proposals.confirm(id, operator);
      expect([await members(), await revision()]).to.deep.equal([1, 3]);
    });

    it('as they were written: entries of unknown names are reported again', async () => {
      await plant(60);
      const wanted: WrittenFilter = { ...filter(60, courses, { colour: 'blue' }), unknownKeys: 'report' };
      const { id } = await keptBy(edit(wanted));
      const { written } = await service.inclusion.proposals.confirm(id, operator);
      expect(written.unknown.map(({ name }) => name)).to.deep.equal(['colour']);
      expect(await members()).to.equal(1);
    });

    it('only by who may write for all that use the query', async () => {
      await plant(60);
      const { id } = await keptBy(edit(filter(60, courses), { writer: writerFor(new Set([customer])) }));
      await use(query, {}, { uuid: randomUUID(), of: other });
      const one = writerFor(new Set([customer]));
      for (const work of [
        () => service.inclusion.proposals.confirm(id, one),
        () => service.inclusion.proposals.drop(id, one),
        () => edit(filter(0, 59), { writer: one }),
      ]) {
        const error = await refusal(work());
        expect(error).to.be.instanceOf(ForbiddenError);
        expect((error as Error).message).to.include('PUT /api/v1/enterprise-catalogs/{uuid}/');
      }
      expect(await members()).to.equal(60);
      await service.inclusion.proposals.confirm(id, writerFor(new Set([customer, other])));
      expect(await members()).to.equal(1);
    });

    it('never when they are not there', async () => {
      expect(await refusal(service.inclusion.proposals.confirm(4_000_000_000, operator))).to.be.instanceOf(
        NotFoundError,
      );
      await plant(60);
      const { id } = await keptBy(edit(filter(60, courses)));
      await service.inclusion.proposals.drop(id, operator);
      for (const gone of [
        () => service.inclusion.proposals.confirm(id, operator),
        () => service.inclusion.proposals.drop(id, operator),
        () => service.inclusion.proposals.read(id),
      ]) {
        expect(await refusal(gone())).to.be.instanceOf(NotFoundError);
      }
      expect([await members(), await open()]).to.deep.equal([60, []]);
      expect((await audited()).at(-1)).to.equal('filter-proposal.drop');
    });
  });

  it('are made when an older filter is gone back to', async () => {
    await plant(60);
    await edit(filter(60, courses), { force: true });
    const { proposals } = service.inclusion;
    const kept = await keptBy(proposals.restore(query, { version: 1, force: false }, operator));
    expect(kept).to.include({ members: 1, entering: 60, leaving: 1 });
    expect(await proposals.read(kept.id)).to.include({ origin: 'restore', author: 'user:tester' });
    await proposals.restore(query, { version: 1, force: true }, operator);
    expect(await members()).to.equal(60);
  });

  it('are not made by the routes of catalogs, which apply at once', async () => {
    await plant(60);
    await service.inclusion.updateCatalog(
      catalog,
      { query: { uuid: query, filter: filter(60, courses) } },
      writerFor(new Set([customer])),
    );
    expect([await members(), await open()]).to.deep.equal([1, []]);
  });

  describe('of a file', () => {
    const importOne = (
      to: WrittenFilter,
      options?: { force: boolean },
    ): ReturnType<typeof service.inclusion.importQueries> =>
      service.inclusion.importQueries([{ uuid: query, title: null, filter: to }], options);

    it('are kept, one by one; the other lines are written', async () => {
      await plant(60);
      const [first, firstFilter] = [query, filter(60, courses)];
      await plant(60);
      const outcomes = await service.inclusion.importQueries([
        { uuid: first.toUpperCase(), title: 'Of a file', filter: firstFilter },
        { uuid: query, title: null, filter: filter(30, courses) },
        { uuid: randomUUID(), title: null, filter: filter(0, 1) },
      ]);
      expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal(['proposed', 'changed', 'created']);
      expect(outcomes[0]).to.include({ members: 60, leaving: 60 });
      expect(await members()).to.equal(31);
      query = first;
      const [id = 0] = await open();
      expect(await service.inclusion.proposals.read(id)).to.include({ origin: 'import', author: 'import' });
      expect(await members()).to.equal(60);
      await service.inclusion.proposals.confirm(id, operator);
      expect(await members()).to.equal(1);
      expect((await service.inclusion.findQuery({ uuid: query }, 'every'))?.title).to.equal('Of a file');
    });

    it('are one for the same file, and none when it is forced: nothing is held then', async () => {
      await plant(60);
      const wanted = filter(60, courses);
      expect((await importOne(wanted))[0]).to.deep.equal({ ...(await importOne(wanted))[0] });
      expect(await open()).to.have.length(1);
      expect((await importOne(wanted, { force: true }))[0]).to.deep.equal({ outcome: 'changed' });
      expect(await members()).to.equal(1);
      const held = await service.inclusion.listHeld(1_000);
      expect(held.map(({ uuid }) => uuid)).to.not.include(query);
    });
  });

  describe('without OpenSearch', () => {
    afterEach(() => proxies.opensearch.restore());

    it('an edit is not judged, and says so; a forced one is stored and pending', async () => {
      await plant(60);
      await proxies.opensearch.cut();
      const away = await refusal(edit(filter(60, courses)));
      expect(away).to.be.instanceOf(UnavailableError);
      expect(away).to.include({ dependency: 'opensearch' });
      expect([await members(), await revision(), await open()]).to.deep.equal([60, 1, []]);
      const written = await edit(filter(60, courses), { force: true });
      expect(written.membership.state).to.equal('pending');
      expect(await revision()).to.equal(2);
      await proxies.opensearch.restore();
      while (await service.worker.drainOnce()) {
        // until nothing is left
      }
      expect(await members()).to.equal(1);
    });

    it('a proposal whose query is as it was is confirmed, and pending; another is not', async () => {
      await plant(60);
      const { id } = await keptBy(edit(filter(60, courses)));
      const stale = await keptBy(edit(filter(59, courses)));
      await proxies.opensearch.cut();
      const { written } = await service.inclusion.proposals.confirm(id, operator);
      expect(written.membership.state).to.equal('pending');
      expect(await refusal(service.inclusion.proposals.confirm(stale.id, operator))).to.be.instanceOf(UnavailableError);
      await proxies.opensearch.restore();
      while (await service.worker.drainOnce()) {
        // until nothing is left
      }
      expect(await members()).to.equal(1);
    });
  });

  it('are counted, and forgotten with the history, or with their query', async () => {
    await plant(60);
    const { proposals: before } = await service.inclusion.backlog();
    await keptBy(edit(filter(60, courses)));
    expect((await service.inclusion.backlog()).proposals).to.equal(before + 1);
    await sql(service.stores, `UPDATE filter_proposal SET judged_at = judged_at - INTERVAL 91 DAY`);
    await service.inclusion.tendHistory();
    expect(await open()).to.deep.equal([]);

    await plant(60);
    await keptBy(edit(filter(60, courses)));
    await service.inclusion.deleteCatalog(catalog, operator);
    await service.inclusion.pruneQueries({ apply: true, author });
    expect(await sql(service.stores, 'SELECT 1 FROM filter_proposal')).to.deep.equal([]);
  });
});
