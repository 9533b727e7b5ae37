import { expect } from 'chai';
import { Client } from '../support/client.ts';
import { course, listed, run, uuidOf } from '../support/documents.ts';
import { servedService, type ServedService } from '../support/served-service.ts';
import { makeToken } from '../support/token.ts';
import { author } from '../support/writers.ts';

const customer = uuidOf('customer');
const teach = (key: string, title: string, members: Record<string, unknown> = {}): object =>
  listed(course(key, { title, subjects: [`About ${title}`], level_type: 'Advanced', ...members }));
const open = (key: string, name = '2026', members: Record<string, unknown> = {}): object =>
  run(key, name, { language: 'Welsh', ...members });

/** A catalog whose filter matches runs alone: learners find their courses, everywhere where they look. */
describe('search in a catalog of runs', function () {
  this.timeout(60_000);
  let served: ServedService;
  let api: Client;
  let learner: Client;
  let key: string;

  before(async () => {
    served = await servedService({ settings: { PORTAL_KEY_SECRET: 'what keys of portals are signed with' } });
    api = served.api;
    await store(
      teach('Weave+1', 'Weaving wool'),
      teach('Weave+2', 'Weaving silk'),
      teach('Weave+3', 'Weaving flax'),
      // Nobody can enrol in it, so it is shown nowhere.
      course('Weave+4', { title: 'Weaving hemp' }),
      open('Weave+1'),
      open('Weave+2', '2026', { language: 'Breton' }),
      open('Weave+4'),
      open('Weave+3', 'apart', { restriction_type: 'custom-b2b-enterprise' }),
    );
    await create('welsh', { content_type: 'courserun', language: 'Welsh' });
    await create('listed', { key: ['course-v1:Weave+2+2026', 'course-v1:Nobody+1+2026'] });
    await create('another’s', { content_type: 'courserun', language: 'Breton' }, uuidOf('another'));
    await create('course', { key: 'Weave+3' }, uuidOf('a third'));
    learner = new Client(api.url, makeToken({ username: 'lea', roles: [`enterprise_learner:${customer}`] }));
    const { body } = await api.get<{ algolia: { secured_api_key: string } }>(
      `/api/v1/enterprise-customer/${customer}/secured-algolia-api-key/`,
    );
    key = body.algolia.secured_api_key;
  });
  after(() => served.close());

  async function store(...documents: object[]): Promise<void> {
    const { status, body } = await api.post<{ results: object[] }>('/api/v1/content-metadata/?refresh=true', documents);
    expect(status, JSON.stringify(body)).to.equal(200);
  }
  async function create(title: string, content_filter: object, of = customer): Promise<void> {
    const { status, body } = await api.post('/api/v1/enterprise-catalogs/', {
      uuid: uuidOf(title),
      title,
      enterprise_customer: of,
      content_filter,
    });
    expect(status, JSON.stringify(body)).to.equal(201);
  }
  async function found(query: Record<string, string>): Promise<string[]> {
    const path = `/api/v1/search?${new URLSearchParams(query).toString()}`;
    const { status, body } = await learner.get<{ results: { content_key: string }[] }>(path);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body.results.map(({ content_key }) => content_key).sort();
  }

  it('finds the courses of its runs that may be shown, and nobody else’s', async () => {
    expect(await found({ catalog: uuidOf('welsh') })).to.deep.equal(['Weave+1']);
    expect(await found({ catalog: uuidOf('listed'), q: 'weaving' })).to.deep.equal(['Weave+2']);
    expect(await found({ q: 'weaving' }), 'in all of the customer’s catalogs').to.deep.equal(['Weave+1', 'Weave+2']);
  });

  it('suggests them, and counts them in facets', async () => {
    const { body } = await learner.get<{ titles: Record<string, { content_key: string }[]> }>(
      `/api/v1/search/suggest?q=weav&catalog=${uuidOf('welsh')}`,
    );
    expect(body.titles['course']?.map(({ content_key }) => content_key)).to.deep.equal(['Weave+1']);
    const values = await learner.get<{ results: { value: string; count: number }[] }>(
      `/api/v1/search/facets/subjects?value=about&catalog=${uuidOf('welsh')}`,
    );
    expect(values.body.results).to.have.length(1);
    expect(values.body.results[0]).to.include({ value: 'About Weaving wool', count: 1 });
  });

  it('finds them in the protocol of portals', async () => {
    const portal = new Client(api.url, null);
    const { status, body } = await portal.ask<{ hits: { key: string }[]; facets: Record<string, object> }>(
      'POST',
      '/1/indexes/enterprise_catalog/query',
      {
        body: { query: 'weaving', filters: `enterprise_catalog_uuids:${uuidOf('welsh')}`, facets: ['level_type'] },
        headers: { 'x-algolia-api-key': key, 'x-algolia-application-id': 'any' },
      },
    );
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body.hits.map((hit) => hit.key)).to.deep.equal(['Weave+1']);
    expect(body.facets).to.deep.equal({ level_type: { Advanced: 1 } });
  });

  it('follows a run at once', async () => {
    const welsh = { catalog: uuidOf('welsh') };
    await store(open('Weave+2'));
    expect(await found(welsh)).to.deep.equal(['Weave+1', 'Weave+2']);
    await store(open('Weave+2', '2026', { language: 'Breton' }), open('Weave+3', 'later'));
    expect(await found(welsh)).to.deep.equal(['Weave+1', 'Weave+3']);
    await store(open('Weave+3', 'later', { course: 'Weave+2', aggregation_key: 'courserun:Weave+2' }));
    expect(await found(welsh), 'it is another course’s now').to.deep.equal(['Weave+1', 'Weave+2']);
    const { service } = served;
    await service.inclusion.decideItems(await service.replication.remove(['course-v1:Weave+3+later'], author), {
      waitForSearch: true,
    });
    expect(await found(welsh)).to.deep.equal(['Weave+1']);
    await service.inclusion.decideItems(await service.replication.remove(['Weave+1'], author));
    await service.search.refresh();
    expect(await found(welsh), 'the course is gone').to.deep.equal([]);
    await store(teach('Weave+1', 'Weaving wool'));
    expect(await found(welsh)).to.deep.equal(['Weave+1']);
  });

  it('finds a course by a restricted run only where the filter allows it', async () => {
    const apart = { [`course:Weave+3`]: ['course-v1:Weave+3+apart'] };
    await create('allowed', {
      content_type: 'courserun',
      restriction_type: 'custom-b2b-enterprise',
      restricted_runs_allowed: apart,
    });
    await create('forbidden', { content_type: 'courserun', restriction_type: 'custom-b2b-enterprise' });
    expect(await found({ catalog: uuidOf('allowed') })).to.deep.equal(['Weave+3']);
    expect(await found({ catalog: uuidOf('forbidden') })).to.deep.equal([]);
  });
});
