import { expect } from 'chai';
import { Client, expectProblem, type Answer } from '../support/client.ts';
import { course, listed, uuidOf } from '../support/documents.ts';
import { servedService, type ServedService } from '../support/served-service.ts';
import { makeToken } from '../support/token.ts';
import { author } from '../support/writers.ts';

const acme = uuidOf('Acme');
const beta = uuidOf('Beta');
const run = 'course-v1:Beta+3+secret';

/** Every value of an item has a word that nothing else has, so that a trace of it in any answer tells where it came from. */
const traits = (word: string): Record<string, unknown> => ({
  title: `Juggling ${word}title`,
  short_description: `About ${word}short.`,
  full_description: `All about ${word}full.`,
  additional_information: `More ${word}additional.`,
  level_type: `${word}level`,
  subjects: ['Juggling', `${word}subject`],
  skill_names: ['Juggling', `${word}skill`],
  owners: [{ key: word, name: `${word}partner` }],
  course_length: `${word}length`,
  first_enrollable_paid_seat_price: word === 'acme' ? 100 : 666_666,
});
const ofAcme = listed(course('Acme+1', traits('acme')));
const ofBeta = listed(course('Beta+1', traits('beta')));
const hidden = { ...listed(course('Acme+2', traits('hidden'))), advertised_course_run_uuid: null };
const restricted = course('Acme+3', {
  ...traits('secret'),
  course_runs: [{ key: run, uuid: uuidOf(run), restriction_type: 'custom-b2b-enterprise', status: 'published' }],
});
/** What must be in no answer to a learner of Acme. */
const forbidden = /beta|hidden|secret|666666/i;

const catalogs = {
  acme: { customer: acme, filter: { key: ['Acme+1', 'Acme+2', 'Acme+3'] } },
  beta: { customer: beta, filter: { key: ['Beta+1'] } },
  shared: { customer: beta, filter: { content_type: 'course' } },
};
const words = ['', 'juggling', 'betatitle', 'betaskil', 'hiddentitle', 'bteatitle'];

/** Somebody who tries to see what is not his, by every way that there is into the index. */
describe('what a learner can find out of others', function () {
  this.timeout(60_000);
  let served: ServedService;
  let learner: Client;

  before(async () => {
    served = await servedService();
    await served.api.post('/api/v1/content-metadata/?refresh=true', [ofAcme, ofBeta, hidden, restricted]);
    for (const [name, { customer, filter }] of Object.entries(catalogs)) {
      const body = { uuid: uuidOf(name), title: name, enterprise_customer: customer, content_filter: filter };
      expect((await served.api.post('/api/v1/enterprise-catalogs/', body)).status).to.equal(201);
    }
    learner = new Client(served.api.url, makeToken({ username: 'lea', roles: [`enterprise_learner:${acme}`] }));
  });
  after(() => served.close());

  const expectNothing = ({ status, body }: Answer<unknown>, what: string): void => {
    expect(status, `${what}: ${JSON.stringify(body)}`).to.equal(200);
    // The words of the request itself are not told back, so none of these can be the learner's own.
    expect(JSON.stringify(body), what).to.not.match(forbidden);
  };
  const places: Record<string, string>[] = [{}, { customer: acme }, { catalog: uuidOf('acme') }];
  const address = (path: string, query: Record<string, string>): string =>
    `/api/v1/${path}?${new URLSearchParams(query).toString()}`;

  it('is nothing by words, facets, order, highlights or locale', async () => {
    const narrowing: Record<string, string>[] = [
      {},
      { highlight: 'true', page_size: '100', facet: 'price' },
      { level_type: 'betalevel' },
      { subjects: 'hiddensubject', locale: 'es' },
      { sort: '-price' },
      { price__gte: '0' },
      { content_type: 'courserun' },
    ];
    for (const place of places) {
      for (const [index, query] of narrowing.entries()) {
        // All words with the first two, some with the others.
        for (const q of index < 2 ? words : words.slice(0, 3)) {
          const asked = { ...place, ...query, q };
          expectNothing(await learner.get(address('search', asked)), JSON.stringify(asked));
        }
      }
    }
    const mine = await learner.get<{ count: number; stats: object }>(address('search', { facet: 'price' }));
    expect(mine.body.count, 'his own is there').to.equal(1);
    expect(mine.body.stats).to.deep.equal({ price: { min: 100, max: 100, avg: 100, sum: 100 } });
  });

  it('is nothing by trees of conditions that deny', async () => {
    const acmeLevel = { attribute: 'level_type', in: ['acmelevel'] };
    for (const filter of [
      { not: acmeLevel },
      { any: [acmeLevel, { not: acmeLevel }] },
      { any: [{ all: [] }, { attribute: 'content_key', in: ['Beta+1', 'Acme+2'] }] },
      { attribute: 'price', range: { gte: 0 } },
      { attribute: 'uuid', in: [uuidOf('Beta+1'), uuidOf('Acme+2')] },
      { not: { any: [] } },
    ]) {
      for (const q of words) {
        expectNothing(
          await learner.post('/api/v1/search', { q, filter, page_size: 100 }),
          JSON.stringify({ q, filter }),
        );
      }
    }
  });

  it('is nothing by values of facets and suggestions', async () => {
    const facets = ['partners', 'subjects', 'skill_names', 'level_type', 'course_length'];
    for (const place of places) {
      for (const value of ['', 'beta', 'hidden', 's']) {
        for (const facet of facets) {
          expectNothing(await learner.get(address(`search/facets/${facet}`, { ...place, value })), `${facet} ${value}`);
        }
        expectNothing(await learner.get(address('search/suggest', { ...place, q: value })), value);
      }
      for (const q of words) {
        expectNothing(await learner.get(address('search/suggest', { ...place, q })), q);
      }
    }
  });

  it('is nothing by what is related', async () => {
    for (const place of places) {
      for (const key of ['Acme+1', 'Beta+1', 'Acme+2', 'Acme+3', run]) {
        const asked = address(`search/related/${encodeURIComponent(key)}`, place);
        const answer = await learner.get<{ results: unknown[] }>(asked);
        expectNothing(answer, asked);
        expect(answer.body.results, 'nothing else is his').to.deep.equal([]);
      }
    }
  });

  it('is nothing in another’s catalog, alone or among his own, there or not', async () => {
    for (const path of ['search', 'search/suggest', 'search/facets/partners', 'search/related/Acme+1']) {
      const answers = await Promise.all(
        [['beta'], ['shared'], ['acme', 'beta'], ['beta', 'acme'], ['nowhere'], ['acme', 'nowhere']].map((names) =>
          learner.get(`/api/v1/${path}?${names.map((name) => `catalog=${uuidOf(name)}`).join('&')}`),
        ),
      );
      const details = answers.map((answer) => expectProblem(answer, 403, 'forbidden').detail);
      expect(new Set(details).size, 'one answer for all of them').to.equal(1);
      expectProblem(await learner.get(`/api/v1/${path}?customer=${beta}`), 403, 'forbidden');
    }
    const both = { catalog: [uuidOf('acme'), uuidOf('beta')] };
    expectProblem(await learner.post('/api/v1/search', both), 403, 'forbidden');
    expectProblem(await learner.post('/api/v1/search', { customer: beta }), 403, 'forbidden');
  });

  it('is nothing by what is for operators', async () => {
    for (const query of [{ show: 'all' }, { explain: 'true' }]) {
      expectProblem(await learner.get(address('search', query)), 403, 'forbidden');
    }
    expectProblem(await learner.get(address('search/suggest', { show: 'all' })), 403, 'forbidden');
    expectProblem(await learner.get(address('search/facets/partners', { show: 'all' })), 403, 'forbidden');
    expectProblem(await learner.post('/api/v1/search', { show: 'all' }), 403, 'forbidden');
    const everywhere = new Client(served.api.url, makeToken({ roles: ['enterprise_learner:*'] }));
    expectProblem(await everywhere.get(address('search', { show: 'all' })), 403, 'forbidden');
  });

  it('is nothing by another’s cursor', async () => {
    const theirs = new Client(served.api.url, makeToken({ username: 'bo', roles: [`enterprise_learner:${beta}`] }));
    const { body } = await theirs.get<{ next_cursor: string }>(address('search', { page_size: '1' }));
    expect(body.next_cursor).to.be.a('string');
    expectProblem(
      await learner.get(address('search', { page_size: '1', cursor: body.next_cursor })),
      400,
      'bad_request',
    );
  });

  it('is nothing by a cursor that he makes himself', async () => {
    const delta = uuidOf('Delta');
    const items = ['Delta+1', 'Delta+2'];
    await served.api.post(
      '/api/v1/content-metadata/?refresh=true',
      items.map((key) => listed(course(key))),
    );
    const catalog = { uuid: delta, title: 'delta', enterprise_customer: delta, content_filter: { key: items } };
    await served.api.post('/api/v1/enterprise-catalogs/', catalog);
    const maker = new Client(served.api.url, makeToken({ username: 'dan', roles: [`enterprise_learner:${delta}`] }));
    const asked = { page_size: '1', sort: 'title' };
    const { body } = await maker.get<{ next_cursor: string }>(address('search', asked));
    const [name, place] = JSON.parse(Buffer.from(body.next_cursor, 'base64url').toString()) as [string, unknown[]];
    for (const [made, status] of [
      [[name, place], 200],
      [[name, ['', ...place.slice(1)]], 200],
      [[name, place.map((value) => (typeof value === 'string' ? '' : -1e308))], 200],
      [[name, place.slice(1)], 400],
      [[name, [...place, 'x']], 400],
      [['', place], 400],
      [[name, place.map(() => null)], 400],
      [{ name, place }, 400],
    ] as const) {
      const cursor = Buffer.from(JSON.stringify(made)).toString('base64url');
      const answer = await maker.get(address('search', { ...asked, cursor }));
      expect(answer.status, JSON.stringify(made)).to.equal(status);
      if (status === 200) {
        expectNothing(answer, JSON.stringify(made));
      }
    }
  });

  it('is nothing by what is pinned and hidden for a text, his or another’s, nor by words that mean another’s', async () => {
    const { steering } = served.service;
    const none = { matches: 'beginning', text: '', pinned: [], hidden: [] } as const;
    const theirs = ['Beta+1', 'Acme+2', 'Acme+3', run];
    await steering.putPin(author, { ...none, name: 'all', customer: null, pinned: theirs }, { apply: true });
    await steering.putPin(author, { ...none, name: 'acme', customer: acme, pinned: theirs }, { apply: true });
    await steering.putPin(author, { ...none, name: 'beta', customer: beta, hidden: ['Acme+1'] }, { apply: true });
    const synonym = { locale: 'en', name: 'beta', rule: 'juggling, betatitle, hiddentitle' } as const;
    await steering.putSynonyms(author, [synonym], { apply: true });
    for (const place of places) {
      for (const q of words) {
        const found = await learner.get<{ count: number }>(address('search', { ...place, q, facet: 'price' }));
        expectNothing(found, q);
        expect(found.body.count, q).to.be.at.most(1);
        expectNothing(await learner.get(address('search/suggest', { ...place, q })), q);
      }
      const { body } = await learner.get<{ count: number }>(address('search', place));
      expect(body.count, 'what is hidden for another is there').to.equal(1);
    }
    for (const name of ['all', 'acme', 'beta']) {
      await steering.deletePin(author, name);
    }
    await steering.deleteSynonym(author, synonym);
    for (const path of ['search-pins/', 'search-synonyms/']) {
      expectProblem(await learner.get(`/api/v1/${path}`), 403, 'forbidden');
      expectProblem(
        await learner.post(`/api/v1/${path.slice(0, -1)}-preview/`, { q: 'x', customer: acme }),
        403,
        'forbidden',
      );
    }
  });

  it('is there for an operator who asks for it, with the reasons', async () => {
    const { body } = await served.api.get<{ results: { content_key: string; undiscoverable_reasons: string[] }[] }>(
      address('search', { show: 'all', customer: acme }),
    );
    expect(body.results.find(({ content_key: key }) => key === 'Acme+2')?.undiscoverable_reasons).to.deep.equal([
      'no_advertised_run',
    ]);
    expect(body.results.find(({ content_key: key }) => key === 'Acme+1')?.undiscoverable_reasons).to.deep.equal([]);
    const plain = await served.api.get<{ results: { content_key: string }[] }>(address('search', { customer: acme }));
    expect(plain.body.results.map(({ content_key: key }) => key)).to.deep.equal(['Acme+1']);
  });
});
