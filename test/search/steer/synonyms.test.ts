import path from 'node:path';
import { expect } from 'chai';
import { parseJson } from '../../../src/kernel/json.ts';
import { readRequestTemplate } from '../../../src/platform/opensearch/request-template.ts';
import { buildSearch } from '../../../src/search/build-search.ts';
import { markedTexts, type Locale, type SearchRequest } from '../../../src/search/port.ts';
import { unsteered } from '../../../src/search/steer/steered.ts';
import { Synonyms } from '../../../src/search/steer/synonyms.ts';
import { searchedAs } from '../../../src/search/text-query.ts';
import { Client } from '../../support/client.ts';
import { course, listed, uuidOf } from '../../support/documents.ts';
import { makeService, serve, type TestService } from '../../support/service.ts';
import { author, operator } from '../../support/writers.ts';
import { Asker } from '../asker.ts';

const taught = (key: string, title: string, members: object = {}): object => listed(course(key, { title, ...members }));

describe('words that mean the same', function () {
  this.timeout(60_000);
  let asker: Asker;
  let other: TestService;

  before(async () => {
    asker = await Asker.open([
      taught('Syn+1', 'Laptop repair'),
      taught('Syn+2', 'Notebook repair', { recent_enrollment_count: 9_000 }),
      taught('Syn+3', 'Repair shops', { full_description: '<p>Also a laptop, now and then.</p>' }),
      taught('Syn+4', 'Machine learning in practice'),
      taught('Syn+5', 'ML for everybody'),
      taught('Syn+6', 'Learning to operate a machine'),
      taught('Syn+7', 'Laptopology', { recent_enrollment_count: 90_000 }),
      taught('Syn+8', 'Cocina casera', { short_description: 'Platos de la abuela.' }),
      taught('Syn+9', 'Platform games'),
    ]);
    other = await makeService({ stores: asker.service.stores });
    await put({ laptop: 'laptop, notebook', ml: 'ML, machine learning', games: 'pastime => game' });
    await put({ cocina: 'cocina, gastronomía' }, 'es');
  });
  after(async () => {
    await other.stop();
    await asker.stop();
  });

  const put = (rules: Record<string, string>, locale: Locale = 'en') =>
    asker.service.steering.putSynonyms(
      author,
      Object.entries(rules).map(([name, rule]) => ({ locale, name, rule })),
      { apply: true },
    );
  const keys = (text: string, more: Partial<SearchRequest> = {}) => asker.keys(text, more);

  it('find each other, and what has the word itself is above, wherever it stands and however liked the others are', async () => {
    expect(await keys('laptop ')).to.deep.equal(['Syn+1', 'Syn+3', 'Syn+2']);
    expect(await keys('notebook ')).to.deep.equal(['Syn+2', 'Syn+1', 'Syn+3']);
    expect(await keys('repair laptops')).to.deep.equal(['Syn+1', 'Syn+3', 'Syn+2']);
    expect(await keys('LAPTOP, repairing')).to.deep.equal(['Syn+1', 'Syn+3', 'Syn+2']);
    expect((await asker.ask('laptop ')).facets.partners).to.deep.equal({ 'Open School': 3 });
  });

  it('one way find only that way', async () => {
    expect(await keys('pastimes ')).to.deep.equal(['Syn+9']);
    expect(await keys('games ')).to.deep.equal(['Syn+9']);
    await put({ games: 'game => laptop' });
    expect(await keys('game ')).to.deep.equal(['Syn+9', 'Syn+1', 'Syn+3']);
    expect(await keys('laptop ')).to.not.include('Syn+9');
    await put({ games: 'pastime => game' });
  });

  it('of several words must stand in a row', async () => {
    expect(await keys('ml ')).to.deep.equal(['Syn+5', 'Syn+4']);
    expect(await keys('machine learning ')).to.deep.equal(['Syn+4', 'Syn+6', 'Syn+5']);
    expect(await keys('learning machine '), 'another order is no synonym').to.have.members(['Syn+4', 'Syn+6']);
  });

  it('hold while one types: a whole word finds its synonyms, which are above what only begins so', async () => {
    expect(await keys('laptop')).to.deep.equal(['Syn+1', 'Syn+3', 'Syn+2', 'Syn+7']);
    expect(await keys('lapto'), 'no synonym of a beginning').to.have.members(['Syn+1', 'Syn+3', 'Syn+7']);
    expect(await keys('laptop rep')).to.deep.equal(['Syn+1', 'Syn+3', 'Syn+2']);
    expect(await keys('pastime'), 'a synonym is never a beginning').to.deep.equal(['Syn+9']);
    expect(await keys('ml eve')).to.deep.equal(['Syn+5']);
    expect(await keys('ml prac')).to.deep.equal(['Syn+4']);
  });

  it('are marked where they are found', async () => {
    const { hits } = await asker.ask('laptop ', { highlight: { attributes: ['title', 'full_description'] } });
    expect(hits.map(({ highlights }) => highlights)).to.deep.equal([
      { title: '<mark>Laptop</mark> repair' },
      { full_description: 'Also a <mark>laptop</mark>, now and then.' },
      { title: '<mark>Notebook</mark> repair' },
    ]);
    const [, second] = (await asker.ask('ml ', { highlight: { attributes: ['title'] } })).hits;
    expect(second?.highlights?.title).to.match(/^<mark>Machine.*learning<\/mark> in practice$/);
  });

  it('are of one language', async () => {
    expect(await keys('gastronomia ', { locale: 'es' })).to.deep.equal(['Syn+8']);
    expect(await keys('gastronomia ')).to.deep.equal([]);
    expect(await keys('notebook ', { locale: 'es' })).to.deep.equal(['Syn+2']);
    expect(await keys('notebook ', { synonyms: 'off' })).to.deep.equal(['Syn+2']);
  });

  it('that find something keep a search from giving anything up, and misspelt words find none', async () => {
    expect(await asker.ask('pastime ', { strict: false })).to.deep.include({ count: 1, relaxed: null });
    const { hits, relaxed } = await asker.ask('labtop ', { strict: false });
    expect([relaxed, hits.map(({ content_key: key }) => key)]).to.deep.equal(['typos', ['Syn+1']]);
  });

  it('hold at once in every process, and no longer when they are gone', async () => {
    const find = async (text: string): Promise<number> => {
      const { count } = await other.search.search({ text, page: 1, pageSize: 0, strict: true });
      return count;
    };
    expect(await find('gadget ')).to.equal(0);
    await put({ gadget: 'gadget => laptop' });
    expect(await find('gadget ')).to.equal(2);
    await put({ gadget: 'gadget => notebook' });
    expect(await find('gadget ')).to.equal(1);
    await asker.service.steering.deleteSynonym(author, { locale: 'en', name: 'gadget' });
    expect(await find('gadget ')).to.equal(0);
  });

  it('say with every write what became of them, count it once, and tell the audit log', async () => {
    const { steering, access } = asker.service;
    const write = (rule: string, apply: boolean) =>
      steering.putSynonyms(author, [{ locale: 'en', name: 'told', rule }], { apply });
    const { version } = await steering.listSynonyms();
    expect(await write('x, y', false)).to.deep.equal({ version, outcomes: ['created'] });
    expect(await write('x, y', true)).to.deep.equal({ version: version + 1, outcomes: ['created'] });
    expect(await write(' x,y ', true)).to.deep.equal({ version: version + 1, outcomes: ['unchanged'] });
    expect(await write('x, z', false)).to.deep.equal({ version: version + 1, outcomes: ['changed'] });
    expect(await write('x, z', true)).to.deep.equal({ version: version + 2, outcomes: ['changed'] });
    const { synonyms } = await steering.listSynonyms('en');
    expect(synonyms.find(({ name }) => name === 'told')).to.include({
      rule: 'x, z',
      version: version + 2,
      changedBy: author.name,
    });
    await steering.deleteSynonym(author, { locale: 'en', name: 'told' });
    const { records } = await access.listAudit({ subject: 'en told', offset: 0, limit: 10 });
    expect(records.map(({ action }) => action)).to.deep.equal(['synonym.delete', 'synonym.update', 'synonym.create']);
    const [gone, changed, made] = records;
    expect(made?.before).to.equal(null);
    expect(changed).to.include({ author: author.name, before: made?.after, after: gone?.before });
    expect(gone?.after).to.equal(null);
  });

  it('are written all or not at all, two writers one after the other', async () => {
    const { steering } = asker.service;
    const { version } = await steering.listSynonyms();
    const bad = [
      { locale: 'en', name: 'good', rule: 'up, down' },
      { locale: 'en', name: 'bad one', rule: 'alone' },
    ] as const;
    const refusal = await steering.putSynonyms(author, bad, { apply: true }).then(
      () => undefined,
      (error: unknown) => error as { code: string; faults: { pointer: string; code: string }[] },
    );
    expect(refusal?.code).to.equal('refused');
    expect(refusal?.faults.map(({ pointer, code }) => [pointer, code])).to.deep.equal([
      ['/1/name', 'no_name'],
      ['/1/rule', 'alone'],
    ]);
    expect((await steering.listSynonyms()).version).to.equal(version);
    const writers = Array.from({ length: 6 }, (_, number) =>
      (number % 2 === 0 ? asker.service : other).steering.putSynonyms(
        author,
        [{ locale: 'en', name: `both${String(number)}`, rule: `both${String(number)}, each` }],
        { apply: true },
      ),
    );
    const versions = (await Promise.all(writers)).map((one) => one.version).sort((one, next) => one - next);
    expect(versions).to.deep.equal([1, 2, 3, 4, 5, 6].map((more) => version + more));
  });

  it('never ask for more than the engine takes: fewer of them are looked for in longer texts', async () => {
    const template = readRequestTemplate(path.resolve(import.meta.dirname, '../../../queries'), 'search');
    const { opensearchUrl, indexPrefix } = asker.service.stores.config;
    const many = (word: string): string =>
      [word, ...Array.from({ length: 19 }, (_, n) => `${word}${String(n)}x more`)].join(', ');
    const filters = Array.from({ length: 600 }, (_, index) => ({ term: { 'filter.org': String(index) } }));
    const scope = { bool: { should: filters, minimum_should_match: 1 } };
    const texts = [2, 4, 8, 16].map((words) =>
      Array.from({ length: words }, (_, at) => ['first', 'analyti', 'third', 'second'][(words - at) % 4]).join(' '),
    );
    for (const locale of ['en', 'es'] as const) {
      const synonyms = new Synonyms(['first', 'second', 'third'].map(many), locale);
      for (const text of texts) {
        const request = { text, locale, page: 1, pageSize: 20, highlight: { attributes: markedTexts } };
        const steered = { ...unsteered, synonyms };
        // In a longer text no word is taken for a misspelt one.
        const relaxed = text.split(' ').length > 8 ? null : 'typos';
        const { status } = await fetch(`${opensearchUrl}/${indexPrefix}content/_search`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(
            buildSearch(template, { request, scope: { query: scope, shown: [] }, relaxed, steered }),
          ),
        });
        expect(status, `${locale} ${text}`).to.equal(200);
      }
      const most = (text: string): number =>
        Math.max(0, ...(searchedAs(text, { locale, synonyms })?.spans ?? []).map((span) => span.alternatives.length));
      expect(most('first'), 'all of one word').to.equal(19);
      expect(most('first second')).to.be.within(1, 18);
    }
  });

  describe('over HTTP', () => {
    let api: Client;
    let close: () => Promise<void>;

    before(async () => {
      const served = await serve(asker.service);
      api = new Client(served.url);
      close = served.close;
      await asker.service.inclusion.createCatalog(
        {
          title: 'Small',
          enterpriseUuid: uuidOf('small'),
          enterpriseName: null,
          query: { filter: { text: '{"key":"Syn+2"}', node: parseJson('{"key":"Syn+2"}') } },
        },
        operator,
      );
    });
    after(() => close());

    it('are previewed, with what a text finds before and after', async () => {
      const { body } = await api.post<Record<string, unknown>>('/api/v1/search-synonyms-preview/', {
        q: 'old netbooks',
        rules: ['netbook => notebook', 'old => repair'],
      });
      expect(body).to.deep.equal({
        searched_as: [
          { words: 'old', alternatives: ['repair'] },
          { words: 'netbooks', alternatives: ['notebook'] },
        ],
        before: { count: 0, hits: [] },
        after: { count: 1, hits: [{ content_key: 'Syn+2', title: 'Notebook repair' }] },
      });
      const stored = await api.post<{ before: { count: number }; after: { count: number } }>(
        '/api/v1/search-synonyms-preview/',
        { q: 'laptop ', customer: uuidOf('small') },
      );
      expect([stored.body.before.count, stored.body.after.count]).to.deep.equal([0, 1]);
      const refused = await api.post<{ errors: { pointer: string }[] }>('/api/v1/search-synonyms-preview/', {
        q: 'x',
        rules: ['a, b', 'alone'],
      });
      expect([refused.status, refused.body.errors[0]?.pointer]).to.deep.equal([422, '/rules/1']);
    });

    it('are put, listed in pages and deleted', async () => {
      const path = '/api/v1/search-synonyms/es/sopa/';
      expect((await api.ask('PUT', path, { body: { rule: 'sopa, caldo' } })).body).to.include({ outcome: 'created' });
      const list = await api.get<{ count: number; results: { name: string }[]; next: string | null }>(
        '/api/v1/search-synonyms/?locale=es&page_size=1',
      );
      expect(list.body.count).to.be.greaterThan(1);
      expect(list.body.results).to.have.length(1);
      expect(list.body.next).to.match(/page=2/);
      const refused = await api.ask<{ errors: { pointer: string; code: string }[] }>('PUT', path, {
        body: { rule: 'plato, platos' },
      });
      expect([refused.status, refused.body.errors]).to.deep.include(422);
      expect(refused.body.errors[0]).to.include({ pointer: '/rule', code: 'the_same' });
      expect((await api.ask('DELETE', path)).status).to.equal(204);
      expect((await api.ask('DELETE', path)).status).to.equal(404);
      for (const wrong of ['/api/v1/search-synonyms/fr/x/', '/api/v1/search-synonyms/en/-x/']) {
        expect((await api.ask('PUT', wrong, { body: { rule: 'a, b' } })).status, wrong).to.equal(404);
      }
    });
  });
});
