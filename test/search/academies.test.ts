import { expect } from 'chai';
import { Client, expectProblem } from '../support/client.ts';
import { course, listed, uuidOf } from '../support/documents.ts';
import { servedService, type ServedService } from '../support/served-service.ts';
import { makeToken } from '../support/token.ts';
import type { Found } from './searcher.ts';

const [acme, beta] = [uuidOf('Acme'), uuidOf('Beta')];
/** Both customers have a catalog in `shared`; each has one outside of it. */
const catalogs = {
  'acme in': { customer: acme, keys: ['Acme+1', 'Acme+2', 'Both+1'] },
  'acme out': { customer: acme, keys: ['Acme+3', 'Acme+4'] },
  'beta in': { customer: beta, keys: ['Beta+1', 'Both+1'] },
  'beta out': { customer: beta, keys: ['Beta+2'] },
};
type Name = keyof typeof catalogs;
const [shared, betasOwn] = [uuidOf('shared academy'), uuidOf('academy of Beta')];
const academies = {
  [shared]: {
    catalogs: ['acme in', 'beta in'],
    tags: { Sails: ['Acme+1', 'Both+1', 'Beta+1', 'Acme+3', 'None+1'], Oars: ['Acme+2'], Secret: ['Beta+1'] },
  },
  [betasOwn]: { catalogs: ['beta out'], tags: { Hidden: ['Acme+1', 'Beta+2'] } },
} satisfies Record<string, { catalogs: Name[]; tags: Record<string, string[]> }>;

type Query = Record<string, string | string[]>;

describe('a search that is kept to an academy', function () {
  this.timeout(60_000);
  let served: ServedService;
  let operator: Client;
  let ofAcme: Client;
  let ofBeta: Client;

  before(async () => {
    served = await servedService();
    operator = served.api;
    const keys = [...new Set(Object.values(catalogs).flatMap((one) => one.keys))];
    const items = keys.map((key) =>
      listed(
        course(key, {
          title: key === 'Both+1' ? 'Sailing a catamaran' : `Sailing ${key}`,
          skill_names: ['Sailing'],
          level_type: `level of ${key}`,
        }),
      ),
    );
    await operator.post('/api/v1/content-metadata/?refresh=true', items);
    for (const [name, { customer, keys: key }] of Object.entries(catalogs)) {
      const body = { uuid: uuidOf(name), title: name, enterprise_customer: customer, content_filter: { key } };
      expect((await operator.post('/api/v1/enterprise-catalogs/', body)).status).to.equal(201);
    }
    for (const [uuid, academy] of Object.entries(academies)) {
      const tags = Object.entries(academy.tags).map(([title, keys]) => ({ title, content_keys: keys }));
      const body = { title: 'Sailing', enterprise_catalogs: academy.catalogs.map(uuidOf), tags };
      const { status, body: answer } = await operator.ask('PUT', `/api/v1/academies/${uuid}/`, { body });
      expect(status, JSON.stringify(answer)).to.equal(200);
    }
    const learner = (customer: string): Client =>
      new Client(operator.url, makeToken({ username: customer, roles: [`enterprise_learner:${customer}`] }));
    [ofAcme, ofBeta] = [learner(acme), learner(beta)];
  });
  after(() => served.close());

  const address = (path: string, query: Query): string => {
    const pairs = Object.entries(query).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    return `/api/v1/${path}?${new URLSearchParams(pairs).toString()}`;
  };
  const find = async (client: Client, query: Query): Promise<Found> => {
    const { status, body } = await client.get<Found>(address('search', query));
    expect(status, JSON.stringify(body)).to.equal(200);
    return body;
  };
  const keysOf = ({ results }: Found): string[] => results.map(({ content_key: key }) => key).sort();
  const keys = async (client: Client, query: Query): Promise<string[]> => keysOf(await find(client, query));
  const tagged = (client: Client, members: object) =>
    client.post<Found>('/api/v1/search', { academy: [shared], ...members });

  it('finds what its catalogs have, of those that one may see', async () => {
    expect(await keys(ofAcme, { academy: shared })).to.deep.equal(['Acme+1', 'Acme+2', 'Both+1']);
    expect(await keys(ofBeta, { academy: shared, q: 'sailing' })).to.deep.equal(['Beta+1', 'Both+1']);
    expect(await keys(operator, { academy: shared })).to.deep.equal(['Acme+1', 'Acme+2', 'Beta+1', 'Both+1']);
    expect(await keys(operator, { academy: [shared, betasOwn] })).to.include('Beta+2');
    expect(await keys(operator, { academy: shared, customer: beta })).to.deep.equal(['Beta+1', 'Both+1']);
    expect(await keys(ofAcme, { academy: shared, catalog: [uuidOf('acme in'), uuidOf('acme out')] })).to.deep.equal([
      'Acme+1',
      'Acme+2',
      'Both+1',
    ]);
    expect(await keys(ofAcme, { academy: [shared, betasOwn] }), 'of the other he has no catalog').to.deep.equal([
      'Acme+1',
      'Acme+2',
      'Both+1',
    ]);
    expect(await keys(operator, { academy: shared.toUpperCase() })).to.have.length(4);
    const posted = await ofAcme.post<Found>('/api/v1/search', { academy: [shared] });
    expect(keysOf(posted.body)).to.deep.equal(['Acme+1', 'Acme+2', 'Both+1']);
  });

  it('does not open what one may not see, and does not tell what is there', async () => {
    const unknown = uuidOf('no academy');
    const texts = new Set<string>();
    for (const query of [
      { academy: unknown },
      { academy: betasOwn },
      { academy: [unknown, betasOwn] },
      { academy: shared, catalog: uuidOf('acme out') },
    ]) {
      for (const path of ['search', 'search/suggest', 'search/facets/subjects', 'search/related/Acme+1']) {
        texts.add(expectProblem(await ofAcme.get(address(path, query)), 404, 'not_found').detail);
      }
    }
    expect([...texts], 'one text for all').to.have.length(1);
    expectProblem(await operator.get(address('search', { academy: unknown })), 404, 'not_found');
    expectProblem(await ofAcme.post('/api/v1/search', { academy: [betasOwn] }), 404, 'not_found');
    for (const query of [
      { academy: shared, customer: beta },
      { academy: shared, catalog: uuidOf('beta in') },
    ]) {
      expectProblem(await ofAcme.get(address('search', query)), 403, 'forbidden');
    }
    for (const academy of ['', 'x']) {
      expectProblem(await ofAcme.get(address('search', { academy })), 400, 'bad_request');
    }
    expectProblem(await ofAcme.get(address('search', { academies: shared })), 400, 'bad_request');
    const staff = new Client(operator.url, makeToken({ username: 'st', staff: true }));
    expectProblem(await staff.get(address('search', { academy: shared })), 404, 'not_found');
  });

  it('suggests, counts and relates within it', async () => {
    const suggested = await ofAcme.get<{ titles: { course: { content_key: string }[] } }>(
      address('search/suggest', { academy: shared, q: 'sail', limit: '20' }),
    );
    expect(suggested.body.titles.course.map(({ content_key: key }) => key).sort()).to.deep.equal([
      'Acme+1',
      'Acme+2',
      'Both+1',
    ]);
    const levels = await ofAcme.get<{ results: { value: string }[] }>(
      address('search/facets/level_type', { academy: shared, value: 'level' }),
    );
    expect(levels.body.results.map(({ value }) => value).sort()).to.deep.equal(
      ['Acme+1', 'Acme+2', 'Both+1'].map((key) => `level of ${key}`),
    );
    const related = await ofAcme.get<{ results: { content_key: string }[] }>(
      address('search/related/Acme+1', { academy: shared }),
    );
    expect(related.body.results.map(({ content_key: key }) => key).sort()).to.deep.equal(['Acme+2', 'Both+1']);
  });

  it('is narrowed by tags, alone and in trees', async () => {
    const academy = shared;
    expect(await keys(ofAcme, { academy, academy_tags: 'Sails' })).to.deep.equal(['Acme+1', 'Both+1']);
    expect(await keys(ofAcme, { academy, academy_tags: ['Sails', 'Oars'] })).to.have.length(3);
    expect(await keys(ofAcme, { academy, academy_tags: 'sails' }), 'with case').to.deep.equal([]);
    expect(await keys(ofAcme, { academy, academy_tags: 'Secret' })).to.deep.equal([]);
    expect(await keys(ofAcme, { academy, academy_tags: 'Hidden' }), 'of another academy').to.deep.equal([]);
    expect(await keys(ofAcme, { academy, academy_tags: 'Sails', q: 'catamaran' })).to.deep.equal(['Both+1']);
    const sails = { attribute: 'academy_tags', in: ['Sails'] };
    for (const [filter, expected] of [
      [{ not: sails }, ['Acme+2']],
      [{ any: [sails, { attribute: 'academy_tags', in: ['Oars', 'Hidden'] }] }, ['Acme+1', 'Acme+2', 'Both+1']],
      [{ all: [sails, { not: { attribute: 'content_key', in: ['Both+1'] } }] }, ['Acme+1']],
    ] as const) {
      expect(keysOf((await tagged(ofAcme, { filter })).body), JSON.stringify(filter)).to.deep.equal(expected);
    }
    const many = Array.from({ length: 51 }, (_, at) => `tag ${String(at)}`);
    expectProblem(await ofAcme.get(address('search', { academy, academy_tags: many })), 400, 'bad_request');
  });

  it('without an academy takes the tags of those that one may see', async () => {
    expect(await keys(ofAcme, { academy_tags: 'Sails' })).to.deep.equal(['Acme+1', 'Acme+3', 'Both+1']);
    expect(await keys(ofAcme, { academy_tags: 'Hidden' }), 'a tag of another customer’s academy').to.deep.equal([]);
    expect(await keys(ofBeta, { academy_tags: 'Hidden' })).to.deep.equal(['Beta+2']);
    expect(await keys(operator, { academy_tags: 'Hidden' })).to.deep.equal(['Acme+1', 'Beta+2']);
    expect(await keys(ofAcme, { academy_tags: 'Sails', catalog: uuidOf('acme out') })).to.deep.equal([]);
  });

  it('counts its tags, a chosen one without its own choice, and tells no tag that nothing carries', async () => {
    const counted = async (client: Client, query: Query): Promise<Found['facets'][string] | undefined> =>
      (await find(client, { facet: 'academy_tags', ...query })).facets['academy_tags'];
    expect(await counted(ofAcme, { academy: shared })).to.deep.equal({ Sails: 2, Oars: 1 });
    expect(await counted(ofBeta, { academy: shared })).to.deep.equal({ Sails: 2, Secret: 1 });
    expect(await counted(operator, { academy: shared })).to.deep.equal({ Sails: 3, Oars: 1, Secret: 1 });
    expect(await counted(ofAcme, { academy: shared, academy_tags: 'Oars' })).to.deep.equal({ Sails: 2, Oars: 1 });
    expect(await counted(ofAcme, { academy: shared, q: 'catamaran' })).to.deep.equal({ Sails: 1 });
    expect(await counted(ofAcme, { academy: shared, level_type: 'level of Acme+2' })).to.deep.equal({ Oars: 1 });
    expect(await counted(ofAcme, { academy: shared, values_per_facet: '1' })).to.deep.equal({ Sails: 2 });
    expect(await counted(ofAcme, {}), 'where no academy is named').to.deep.equal({});
    expect(await counted(ofAcme, { academy: [shared, betasOwn] }), 'nor of the other').to.not.have.property('Hidden');
    const levels = await find(ofAcme, { academy: shared, academy_tags: 'Oars', facet: 'level_type' });
    expect(levels.facets['level_type'], 'another facet is narrowed by it').to.deep.equal({ 'level of Acme+2': 1 });
    const values = async (query: Query): Promise<unknown> =>
      (await ofAcme.get<{ results: unknown }>(address('search/facets/academy_tags', query))).body.results;
    expect(await values({ academy: shared, value: 'o' })).to.deep.equal([
      { value: 'Oars', highlighted: '<mark>O</mark>ars', count: 1 },
    ]);
    expect(await values({ academy: shared, value: 's' })).to.have.length(1);
    expect(await values({ academy: shared, limit: '1' })).to.have.length(1);
    expect(await values({})).to.deep.equal([]);
  });

  it('has each change of academy and tags at once, and follows a cursor', async () => {
    const path = `/api/v1/academies/${uuidOf('academy of the day')}/`;
    const academy = uuidOf('academy of the day');
    const put = async (body: object): Promise<void> => {
      expect((await operator.ask('PUT', path, { body: { title: 'Day', ...body } })).status).to.equal(200);
    };
    await put({ enterprise_catalogs: [uuidOf('acme out')], tags: [{ title: 'New', content_keys: ['Acme+3'] }] });
    expect(await keys(ofAcme, { academy })).to.deep.equal(['Acme+3', 'Acme+4']);
    expect(await keys(ofAcme, { academy, academy_tags: 'New' })).to.deep.equal(['Acme+3']);
    await put({
      enterprise_catalogs: [uuidOf('acme in')],
      tags: [{ title: 'New', content_keys: ['Acme+2', 'Acme+1'] }],
    });
    const query = { academy, academy_tags: 'New', page_size: '1' };
    const first = await find(ofAcme, query);
    const second = await find(ofAcme, { ...query, cursor: first.next_cursor ?? '' });
    expect([...keysOf(first), ...keysOf(second)].sort()).to.deep.equal(['Acme+1', 'Acme+2']);
    expect((await operator.ask('DELETE', path)).status).to.equal(204);
    expectProblem(await ofAcme.get(address('search', { academy })), 404, 'not_found');
    expect(await keys(ofAcme, { academy_tags: 'New' })).to.deep.equal([]);
  });
});
