import { expect } from 'chai';
import { Client, expectProblem, type Answer } from '../support/client.ts';
import { course, listed, uuidOf } from '../support/documents.ts';
import { servedService, type ServedService } from '../support/served-service.ts';
import { sql } from '../support/service.ts';
import { makeToken } from '../support/token.ts';

interface Academy {
  uuid: string;
  title: string;
  short_description: string;
  long_description: string;
  image: string | null;
  enterprise_catalogs: string[];
  tags: { id: number; title: string; description: string }[];
}

interface Saved extends Omit<Academy, 'tags'> {
  outcome: string;
  translations: object;
  tags: { title: string; description: string; content_keys: string[] }[];
}

const [acme, beta] = [uuidOf('Acme'), uuidOf('Beta')];
const [acmes, betas] = [uuidOf("Acme's catalog"), uuidOf("Beta's catalog")];
const [ships, knots] = [uuidOf('academy of ships'), uuidOf('academy of knots')];
const pathOf = (uuid: string): string => `/api/v1/academies/${uuid}/`;

describe('academies', function () {
  this.timeout(60_000);
  let served: ServedService;
  let api: Client;
  const as = (...roles: string[]): Client => new Client(api.url, makeToken({ username: 'somebody', roles }));
  const learner = (customer: string): Client => as(`enterprise_learner:${customer}`);
  const put = (uuid: string, body: object): Promise<Answer<Saved>> => api.ask<Saved>('PUT', pathOf(uuid), { body });
  const whole = {
    title: 'Ships',
    short_description: 'All about ships',
    long_description: 'Really all.',
    translations: { es: { title: 'Barcos', short_description: 'Todo sobre barcos' } },
    image: 'https://pictures.example.com/ship.png',
    enterprise_catalogs: [acmes, betas],
    tags: [
      { title: 'Sails', description: 'What drives them', content_keys: ['Ship+1', 'Ship+2', 'Ship+3', 'None+1'] },
      { title: 'Engines', content_keys: ['Ship+3', 'Ship+4'] },
      { title: 'Oars' },
    ],
  };
  const actions = async (of: string): Promise<string[]> =>
    (
      await sql<{ action: string; customer: string | null }>(
        served.service.stores,
        'SELECT action, customer FROM audit_log WHERE subject = ? ORDER BY id',
        [of],
      )
    ).map(({ action, customer }) => (customer === null ? action : `${action} ${customer === acme ? 'Acme' : 'Beta'}`));

  const catalog = async (uuid: string, customer: string, key: string[]): Promise<void> => {
    const body = { uuid, title: uuid, enterprise_customer: customer, content_filter: { key } };
    expect((await api.post('/api/v1/enterprise-catalogs/', body)).status).to.equal(201);
  };

  before(async () => {
    served = await servedService();
    ({ api } = served);
    const items = ['Ship+1', 'Ship+2', 'Ship+3', 'Ship+4'].map((key) => listed(course(key)));
    await api.post('/api/v1/content-metadata/?refresh=true', items);
    await catalog(acmes, acme, ['Ship+1', 'Ship+2']);
    await catalog(betas, beta, ['Ship+3', 'Ship+4']);
  });
  after(() => served.close());

  it('are made, replaced as a whole, and say what became of them', async () => {
    const made = await put(ships, whole);
    expect(made.status, JSON.stringify(made.body)).to.equal(200);
    expect(made.body).to.deep.include({
      outcome: 'created',
      uuid: ships,
      title: 'Ships',
      image: whole.image,
      translations: { es: { title: 'Barcos', short_description: 'Todo sobre barcos', long_description: '' } },
      enterprise_catalogs: [acmes, betas],
    });
    expect(made.body.tags.map(({ title, content_keys: keys }) => [title, keys])).to.deep.equal([
      ['Engines', ['Ship+3', 'Ship+4']],
      ['Oars', []],
      ['Sails', ['None+1', 'Ship+1', 'Ship+2', 'Ship+3']],
    ]);
    expect((await put(ships, whole)).body.outcome).to.equal('unchanged');
    const less = await put(knots, { title: 'Knots', tags: [{ title: 'Sails' }, { title: 'Ropes' }] });
    expect(less.body).to.deep.include({ outcome: 'created', image: null, translations: {}, enterprise_catalogs: [] });
    expect(
      less.body.tags.find(({ title }) => title === 'Sails'),
      'a shared tag stays as it is',
    ).to.deep.include({
      description: 'What drives them',
      content_keys: ['None+1', 'Ship+1', 'Ship+2', 'Ship+3'],
    });
    expect((await put(knots, { title: 'Knots', tags: [] })).body).to.deep.include({ outcome: 'changed', tags: [] });
    expect(await actions('Ropes'), 'no academy has it any more').to.deep.equal(['tag.create', 'tag.delete']);
    expect(await actions('Sails')).to.deep.equal(['tag.create']);
    expect(await actions(ships)).to.deep.equal(['academy.create']);
    expect(await actions(knots)).to.deep.equal(['academy.create', 'academy.update']);
  });

  it('are listed for a customer, with his catalogs only, in a language', async () => {
    const list = async (client: Client, query: string): Promise<Academy[]> => {
      const { status, body } = await client.get<{ results: Academy[] }>(`/api/v1/academies/${query}`);
      expect(status).to.equal(200);
      return body.results;
    };
    const [mine, ...others] = await list(learner(acme), `?enterprise_customer=${acme}`);
    expect(others).to.deep.equal([]);
    expect(mine).to.deep.include({ uuid: ships, title: 'Ships', enterprise_catalogs: [acmes] });
    expect(mine?.tags.map(({ title }) => title)).to.deep.equal(['Engines', 'Oars', 'Sails']);
    const spanish = await list(api, `?enterprise_customer=${beta}&lang=es`);
    expect(spanish.map((one) => [one.title, one.long_description])).to.deep.equal([['Barcos', '']]);
    expect((await list(api, `?enterprise_customer=${beta}&lang=fr`))[0]?.title).to.equal('Ships');
    expect(await list(api, '')).to.deep.equal([]);
    expect(await list(api, '?enterprise_customer=')).to.deep.equal([]);
    expect(await list(learner(acme), `?enterprise_customer=${beta}`)).to.deep.equal([]);
    expectProblem(await api.get('/api/v1/academies/?enterprise_customer=x'), 400, 'bad_request');
  });

  it('have the tags that more than one item carries which the caller finds', async () => {
    const read = (client: Client, query = ''): Promise<Answer<Academy>> =>
      client.get<Academy>(`${pathOf(ships)}${query}`);
    const tagsOf = async (client: Client): Promise<string[]> =>
      (await read(client)).body.tags.map(({ title }) => title);
    expect(await tagsOf(learner(acme)), 'nothing of what Beta has').to.deep.equal(['Sails']);
    expect(await tagsOf(learner(beta)), 'Sails are on one item of Beta').to.deep.equal(['Engines']);
    expect(await tagsOf(api)).to.deep.equal(['Engines', 'Sails']);
    expect((await read(learner(beta), '?lang=es-MX')).body).to.deep.include({
      title: 'Barcos',
      enterprise_catalogs: [betas],
    });
    expect((await api.get<Academy>(pathOf(knots))).body).to.deep.include({ enterprise_catalogs: [], tags: [] });
    const stranger = learner(uuidOf('a stranger'));
    for (const uuid of [ships, knots, uuidOf('no academy')]) {
      expectProblem(await stranger.get(pathOf(uuid)), 403, 'forbidden');
    }
    expectProblem(await api.get(pathOf(uuidOf('no academy'))), 404, 'not_found');
    expectProblem(await api.get(pathOf('x')), 404, 'not_found');
  });

  it('refuse what cannot be, and name it', async () => {
    const missing = uuidOf('no catalog');
    const refused = await put(knots, {
      title: 'Knots',
      enterprise_catalogs: [acmes, missing],
      tags: [{ title: 'Twice' }, { title: 'Twice' }, { title: '\ud800', content_keys: ['x', '\udfff'] }],
    });
    const { errors = [], detail } = expectProblem(refused, 422, 'refused');
    expect(detail).to.include(missing);
    expect(errors.map(({ pointer, code }) => [pointer, code])).to.deep.equal([
      ['/enterprise_catalogs/1', 'unknown_catalog'],
      ['/tags/1', 'given_twice'],
      ['/tags/2/title', 'no_text'],
      ['/tags/2/content_keys/1', 'no_text'],
    ]);
    for (const body of [
      {},
      { title: ' ' },
      { title: 'Knots ' },
      { title: 'Knots', image: 'javascript:alert(1)' },
      { title: 'Knots', tags: [{ title: 'x', content_keys: [' Ship+1'] }] },
      { title: 'Knots', tags: [{ title: 'x'.repeat(256) }] },
      { title: 'Knots', translations: { fr: { title: 'Noeuds' } } },
      { title: 'Knots', catalogs: [acmes] },
    ]) {
      expectProblem(await put(knots, body), 400, 'bad_request');
    }
    expect((await put(knots, { title: 'Knots' })).body.outcome, 'nothing of it was written').to.equal('unchanged');
    const largest = '🚣'.repeat(16_000);
    const larger = await put(knots, { title: 'Knots', short_description: `${largest}.` });
    expectProblem(larger, 400, 'bad_request');
    const texts = { short_description: largest, long_description: largest };
    const full = { title: '🚣'.repeat(255), ...texts };
    const stored = await put(knots, {
      ...full,
      translations: { es: full },
      tags: [{ title: full.title, description: largest }],
    });
    expect(stored.body).to.deep.include({ outcome: 'changed', title: full.title, ...texts });
    expect((await put(knots, { title: 'Knots' })).body.outcome).to.equal('changed');
  });

  it('take catalogs in from who provisions their customer, once', async () => {
    const associate = (client: Client, uuid: string, catalog_uuid: string): Promise<Answer<{ outcome: string }>> =>
      client.post(`${pathOf(uuid)}associate-catalog/`, { catalog_uuid });
    const provisioning = as(`enterprise_provisioning_admin:${acme}`);
    expectProblem(await associate(provisioning, knots, betas), 403, 'forbidden');
    expectProblem(await associate(provisioning, knots, uuidOf('no catalog')), 403, 'forbidden');
    expectProblem(await associate(as(`enterprise_admin:${acme}`), knots, acmes), 403, 'forbidden');
    const answers = await Promise.all([1, 2, 3].map(() => associate(provisioning, knots, acmes)));
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    expect(answers.map(({ body }) => body.outcome).sort()).to.deep.equal(['associated', 'unchanged', 'unchanged']);
    expect((await learner(acme).get<Academy>(pathOf(knots))).body.enterprise_catalogs).to.deep.equal([acmes]);
    expect((await actions(knots)).at(-1)).to.equal('academy.update Acme');
    const everywhere = as('enterprise_provisioning_admin:*');
    for (const [uuid, catalogUuid, named] of [
      [uuidOf('no academy'), acmes, 'academy'],
      [knots, uuidOf('no catalog'), uuidOf('no catalog')],
    ] as const) {
      expect(expectProblem(await associate(everywhere, uuid, catalogUuid), 404, 'not_found').detail).to.include(named);
    }
  });

  it('lose a catalog that is removed, and do not get it back', async () => {
    expect((await api.ask('DELETE', `/api/v1/enterprise-catalogs/${acmes}/`)).status).to.equal(204);
    expect((await api.get<Academy>(pathOf(ships))).body.enterprise_catalogs).to.deep.equal([betas]);
    expect((await actions(ships)).at(-1)).to.equal('academy.update Acme');
    expectProblem(await learner(acme).get(pathOf(ships)), 403, 'forbidden');
    await catalog(acmes, acme, ['Ship+1', 'Ship+2']);
    expectProblem(await learner(acme).get(pathOf(ships)), 403, 'forbidden');
  });

  it('are removed with the tags that none has then, while their catalogs stay', async () => {
    await put(knots, { title: 'Knots', tags: [{ title: 'Sails' }] });
    expect((await api.ask('DELETE', pathOf(ships))).status).to.equal(204);
    expectProblem(await api.ask('DELETE', pathOf(ships)), 404, 'not_found');
    expectProblem(await api.get(pathOf(ships)), 404, 'not_found');
    expect((await api.get(`/api/v1/enterprise-catalogs/${betas}/`)).status).to.equal(200);
    expect((await actions(ships)).at(-1)).to.equal('academy.delete');
    const tables = ['academy_catalog', 'academy_tag', 'tag', 'tag_content'];
    const counts = await Promise.all(
      tables.map((table) => sql<{ count: number }>(served.service.stores, `SELECT COUNT(*) AS count FROM ${table}`)),
    );
    expect(
      counts.map(([row]) => row?.count),
      'Sails with its four keys',
    ).to.deep.equal([0, 1, 1, 4]);
  });

  it('that share tags are written at once', async () => {
    const names = ['one', 'two', 'three', 'four'].map((name) => uuidOf(`academy ${name}`));
    const tags = ['a', 'b', 'c'].map((title) => ({ title, content_keys: ['Ship+1'] }));
    const round = async (some: object[][]): Promise<number[]> =>
      (await Promise.all(names.map((uuid, at) => put(uuid, { title: 'x', tags: some[at] })))).map(
        ({ status }) => status,
      );
    for (let turn = 0; turn < 5; turn += 1) {
      expect(await round([tags, tags.toReversed(), tags, []])).to.deep.equal([200, 200, 200, 200]);
      expect(await round([[], tags, tags.slice(1), tags.toReversed()])).to.deep.equal([200, 200, 200, 200]);
    }
    const { body } = await api.ask<Saved>('PUT', pathOf(names[0] ?? ''), {
      body: { title: 'x', tags: [{ title: 'a' }] },
    });
    expect(body.tags[0]?.content_keys).to.deep.equal(['Ship+1']);
  });
});
