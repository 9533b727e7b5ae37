import { expect } from 'chai';
import { parseJson } from '../../../src/kernel/json.ts';
import type { NewPin, SearchRequest, SearchResult } from '../../../src/search/port.ts';
import { Client, expectProblem } from '../../support/client.ts';
import { course, listed, uuidOf } from '../../support/documents.ts';
import { serve } from '../../support/service.ts';
import { makeToken } from '../../support/token.ts';
import { author, operator } from '../../support/writers.ts';
import { Asker } from '../asker.ts';

const [acme, beta] = [uuidOf('Acme'), uuidOf('Beta')];
const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
const knots = numbers.map((number) =>
  listed(
    course(`Knot+${String(number)}`, {
      title: `Knots, part ${String(number)}`,
      level_type: number % 2 === 0 ? 'Advanced' : 'Introductory',
      recent_enrollment_count: 1_000 - number,
    }),
  ),
);
const more = [
  listed(course('Rope+1', { title: 'Ropes and cables', level_type: 'Advanced' })),
  listed(course('Rope+2', { title: 'Splicing', level_type: 'Introductory' })),
  course('Rope+3', { title: 'Not for learners yet' }),
];

interface Body {
  count: number;
  next_cursor: string | null;
  results: { content_key: string; title: string }[];
  facets: Record<string, Record<string, number>>;
}

describe('pinned and hidden items', function () {
  this.timeout(60_000);
  let asker: Asker;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    asker = await Asker.open([...knots, ...more]);
    for (const [title, enterpriseUuid, filter] of [
      ['acme', acme, { content_type: 'course' }],
      ['beta', beta, { level_type: 'Introductory' }],
    ] as const) {
      const text = JSON.stringify(filter);
      const query = { filter: { text, node: parseJson(text) } };
      await asker.service.inclusion.createCatalog(
        { uuid: uuidOf(title), title, enterpriseUuid, enterpriseName: null, query },
        operator,
      );
    }
    const served = await serve(asker.service);
    api = new Client(served.url);
    close = served.close;
  });
  afterEach(async () => {
    for (const { name } of (await asker.service.steering.listPins()).pins) {
      await asker.service.steering.deletePin(author, name);
    }
  });
  after(async () => {
    await close();
    await asker.stop();
  });

  const put = (name: string, rule: Partial<NewPin>): Promise<unknown> =>
    asker.service.steering.putPin(
      author,
      { name, customer: null, matches: 'exact', text: 'knots', pinned: [], hidden: [], ...rule },
      { apply: true },
    );
  const ask = (text: string, request: Partial<SearchRequest> = {}): Promise<SearchResult> =>
    asker.ask(text, { show: 'discoverable', scope: { enterpriseUuids: [acme] }, ...request });
  const keysOf = ({ hits }: SearchResult): string[] => hits.map(({ content_key: key }) => key);
  const parts = (...without: number[]): string[] =>
    numbers.filter((number) => !without.includes(number)).map((number) => `Knot+${String(number)}`);

  it('come first in their order, also without the words, and count', async () => {
    await put('knots', { pinned: ['Knot+7', 'Rope+1', 'Knot+3'] });
    const found = await ask('Knots');
    expect(keysOf(found)).to.deep.equal(['Knot+7', 'Rope+1', 'Knot+3', ...parts(7, 3)]);
    expect(found.count).to.equal(13);
    expect(found.facets.level_type).to.deep.equal({ Advanced: 7, Introductory: 6 });
    expect(keysOf(await ask('knots part')), 'another text').to.deep.equal(parts());
    expect(keysOf(await ask('Knots', { pins: 'off' }))).to.deep.equal(parts());
  });

  it('are only where the search could show them: in its catalogs, discoverable, and as the filters and choices are', async () => {
    await put('knots', { pinned: ['Rope+1', 'Rope+3', 'Rope+2', 'No+Such', 'Knot+8'] });
    const ofBeta = await ask('knots', { scope: { enterpriseUuids: [beta] } });
    expect(keysOf(ofBeta)).to.deep.equal(['Rope+2', ...parts(2, 4, 6, 8, 10, 12)]);
    expect(ofBeta.count).to.equal(7);
    const advanced = { attribute: 'level_type', in: ['Advanced'] } as const;
    const expected = ['Rope+1', 'Knot+8', ...parts(1, 3, 5, 7, 9, 11, 8)];
    const filtered = await ask('knots', { filter: advanced });
    expect([keysOf(filtered), filtered.count]).to.deep.equal([expected, 7]);
    const chosen = await ask('knots', { chosen: { level_type: ['Advanced'] } });
    expect([keysOf(chosen), chosen.count]).to.deep.equal([expected, 7]);
    expect(chosen.facets.level_type).to.deep.equal({ Advanced: 7, Introductory: 7 });
    const everything = await ask('knots', { show: 'everything' });
    expect(keysOf(everything).slice(0, 4)).to.deep.equal(['Rope+1', 'Rope+3', 'Rope+2', 'Knot+8']);
  });

  it('leave every page and cursor right: nothing twice, nothing missing', async () => {
    await put('knots', { pinned: ['Knot+7', 'Rope+2', 'Knot+12', 'Rope+1', 'Knot+1'], hidden: ['Knot+5'] });
    const whole = keysOf(await ask('knots'));
    expect(whole).to.deep.equal(['Knot+7', 'Rope+2', 'Knot+12', 'Rope+1', 'Knot+1', ...parts(1, 5, 7, 12)]);
    for (const pageSize of [1, 2, 3, 5, 13]) {
      const byPage: string[] = [];
      const byCursor: string[] = [];
      let cursor: string | null = null;
      for (let page = 1; (page - 1) * pageSize < whole.length; page += 1) {
        const numbered = await ask('knots', { page, pageSize });
        expect(numbered.count).to.equal(whole.length);
        byPage.push(...keysOf(numbered));
        const followed: SearchResult = await ask('knots', { pageSize, ...(cursor === null ? {} : { cursor }) });
        byCursor.push(...keysOf(followed));
        cursor = followed.cursor;
      }
      expect([byPage, byCursor], String(pageSize)).to.deep.equal([whole, whole]);
    }
    const { cursor } = await ask('knots', { pageSize: 2 });
    await put('knots', { pinned: ['Knot+9'] });
    const stale = await ask('knots', { pageSize: 2, cursor: cursor ?? '' }).then(
      () => 'answered',
      (error: unknown) => (error as Error).message,
    );
    expect(stale, 'places have moved').to.match(/begin with its first page/);
  });

  it('come in another order where one is asked for', async () => {
    await put('knots', { pinned: ['Rope+2', 'Knot+12'] });
    const byTitle = await ask('knots', { sort: 'title' });
    expect(byTitle.count).to.equal(13);
    expect(keysOf(byTitle).slice(-1)).to.deep.equal(['Rope+2']);
  });

  it('do not keep words that find little from being corrected', async () => {
    await put('typo', { text: 'knoots', pinned: ['Rope+1', 'Rope+2', 'Knot+9', 'Knot+10', 'Knot+11'] });
    const found = await ask('knoots', { strict: false });
    expect([found.relaxed, found.count]).to.deep.equal(['typos', 14]);
    expect(keysOf(found).slice(0, 3)).to.deep.equal(['Rope+1', 'Rope+2', 'Knot+9']);
  });

  it('that are hidden are in no result, count, facet, value or suggestion of the text', async () => {
    await put('knots', { matches: 'beginning', hidden: ['Knot+1', 'Knot+2'] });
    const found = await ask('knots');
    expect([keysOf(found), found.count]).to.deep.equal([parts(1, 2), 10]);
    expect(found.facets.level_type).to.deep.equal({ Advanced: 5, Introductory: 5 });
    const { search } = asker.service;
    const scope = { enterpriseUuids: [acme] };
    const values = await search.facetValues({ text: 'knots', scope, facet: 'level_type', value: 'adv', limit: 9 });
    expect(values.map(({ count }) => count)).to.deep.equal([5]);
    const suggested = await search.suggest({ text: 'knots part', scope, limit: 20 });
    expect(suggested.titles['course']?.map(({ content_key: key }) => key).sort()).to.deep.equal(parts(1, 2).sort());
    expect((await ask('part')).count, 'another text').to.equal(12);
    await put('every', { matches: 'beginning', text: '', hidden: ['Knot+3'] });
    expect((await ask('')).count).to.equal(13);
    const related = await search.related({ contentKey: 'Knot+4', scope, limit: 100 });
    expect(related.map(({ content_key: key }) => key))
      .to.include('Knot+1')
      .and.not.include('Knot+3');
    expect(await search.related({ contentKey: 'Knot+3', scope, limit: 100 })).to.deep.equal([]);
  });

  it('of one customer hold in his catalogs, by whichever way they are searched, and in no others', async () => {
    await put('knots', { customer: acme, pinned: ['Rope+1', 'Knot+9'], hidden: ['Knot+1'] });
    const learner = new Client(api.url, makeToken({ username: 'lea', roles: [`enterprise_learner:${acme}`] }));
    const both = new Client(
      api.url,
      makeToken({ username: 'bo', roles: [`enterprise_learner:${acme}`, `enterprise_learner:${beta}`] }),
    );
    const find = async (client: Client, query: string): Promise<string[]> =>
      (await client.get<Body>(`/api/v1/search?q=knots&page_size=100&${query}`)).body.results.map(
        ({ content_key: key }) => key,
      );
    const pinned = ['Rope+1', 'Knot+9', ...parts(1, 9)];
    for (const [client, query] of [
      [learner, ''],
      [learner, `customer=${acme.toUpperCase()}`],
      [learner, `catalog=${uuidOf('acme')}`],
      [both, `customer=${acme}`],
      [both, `catalog=${uuidOf('acme')}`],
      [api, `catalog=${uuidOf('acme')}`],
    ] as const) {
      expect(await find(client, query), query).to.deep.equal(pinned);
    }
    for (const [client, query] of [
      [api, ''],
      [both, ''],
      [both, `catalog=${uuidOf('acme')}&catalog=${uuidOf('beta')}`],
    ] as const) {
      expect(await find(client, query), query).to.deep.equal(parts());
    }
    expect(await find(both, `customer=${beta}`)).to.deep.equal(parts(2, 4, 6, 8, 10, 12));
    const body = { q: 'knots', catalog: [uuidOf('acme')], page_size: 2 };
    const posted = await learner.post<Body>('/api/v1/search', body);
    expect(posted.body.results.map(({ content_key: key }) => key)).to.deep.equal(['Rope+1', 'Knot+9']);
  });

  it('are previewed: which rules hold, what is shown of what they pin, and the first ten before and after', async () => {
    await put('stored', { pinned: ['Rope+1'] });
    const preview = async (rule?: object): Promise<Record<string, unknown>> => {
      const asked = { q: 'knots', customer: beta, ...(rule === undefined ? {} : { rule }) };
      const { status, body } = await api.post<Record<string, unknown>>('/api/v1/search-pins-preview/', asked);
      expect(status, JSON.stringify(body)).to.equal(200);
      return body;
    };
    const now = await preview();
    expect(now).to.deep.include({ rules: ['stored'], pinned: [{ content_key: 'Rope+1', shown: false }], hidden: [] });
    expect(now['before']).to.deep.equal(now['after']);
    const then = await preview({
      name: 'stored',
      matches: 'beginning',
      text: 'knots',
      pinned: ['Rope+2', 'Rope+3'],
      hidden: ['Knot+1'],
    });
    expect(then['pinned']).to.deep.equal([
      { content_key: 'Rope+2', shown: true },
      { content_key: 'Rope+3', shown: false },
    ]);
    const after = then['after'] as { count: number; hits: { content_key: string }[] };
    expect((then['before'] as { count: number }).count).to.equal(6);
    expect(after.count).to.equal(6);
    expect(after.hits.map(({ content_key: key }) => key)).to.deep.equal(['Rope+2', ...parts(1, 2, 4, 6, 8, 10, 12)]);
    expect((await asker.service.steering.listPins()).pins[0]?.pinned, 'nothing was stored').to.deep.equal(['Rope+1']);
  });

  it('are put, listed and deleted, each write with a version and in the audit log', async () => {
    const path = '/api/v1/search-pins/spring/';
    const body = { customer: acme, matches: 'exact', text: 'Knots', pinned: ['Knot+1'] };
    const { version } = await asker.service.steering.listPins();
    const outcomes = [];
    for (const one of [body, body, { ...body, hidden: ['Knot+2'] }]) {
      outcomes.push((await api.ask('PUT', path, { body: one })).body);
    }
    expect(outcomes).to.deep.equal([
      { outcome: 'created', version: version + 1 },
      { outcome: 'unchanged', version: version + 1 },
      { outcome: 'changed', version: version + 2 },
    ]);
    const list = await api.get<{ version: number; results: Record<string, unknown>[] }>('/api/v1/search-pins/');
    expect(list.body.version).to.equal(version + 2);
    expect(list.body.results).to.have.length(1);
    expect(list.body.results[0]).to.deep.include({ ...body, name: 'spring', hidden: ['Knot+2'], version: version + 2 });
    expect((await api.ask('DELETE', path)).status).to.equal(204);
    expectProblem(await api.ask('DELETE', path), 404, 'not_found');
    const log = await api.get<{ results: { action: string; customer: string; author: string }[] }>(
      '/api/v1/audit-log/?subject=spring',
    );
    expect(log.body.results.map(({ action }) => action)).to.deep.equal(['pin.delete', 'pin.update', 'pin.create']);
    expect(new Set(log.body.results.map(({ customer }) => customer))).to.deep.equal(new Set([acme]));
    const refused = expectProblem(
      await api.ask('PUT', path, { body: { ...body, hidden: ['Knot+1'], pinned: ['Knot+1', ' x'] } }),
      422,
      'refused',
    );
    expect(refused.errors?.map(({ pointer, code }) => [pointer, code])).to.deep.equal([
      ['/pinned', 'no_key'],
      ['/hidden', 'both'],
    ]);
  });
});
