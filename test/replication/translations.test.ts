import { expect } from 'chai';
import { Client, expectProblem } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { makeService, serve, sql, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';

interface Result {
  results: Record<string, unknown>[];
}
type Item = Record<string, unknown>;

describe('translations', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  const source = course('T+1', {
    title: 'Tides & waves',
    short_description: '<p>Short</p>',
    full_description: '<p>Full</p>',
    outcome: '<ul><li>One</li></ul>',
  });
  const spanish = { title: 'Mareas & olas', full_description: '<p onclick="x()">Entero</p><script>x</script>' };

  before(async () => {
    service = await makeService();
    const served = await serve(service);
    api = new Client(served.url);
    close = served.close;
  });
  after(async () => {
    await close();
    await service.stop();
  });
  beforeEach(async () => {
    await sql(service.stores, 'DELETE FROM content_translation');
    await api.post('/api/v1/content-metadata/', source);
  });

  const store = (...translations: object[]) => api.post<Result>('/api/v1/translations/', { translations });
  const outcomes = async (...translations: object[]): Promise<unknown[]> =>
    (await store(...translations)).body.results.map(({ outcome }) => outcome);
  const listed = async (): Promise<Item[]> =>
    (await api.get<Result>('/api/v1/content-metadata/T+1/translations/')).body.results;
  const read = (query: string) => api.get<Item>(`/api/v1/content-metadata/T+1/?${query}`);
  const es = { content_key: 'T+1', language: 'es', texts: spanish };

  it('take the place of texts, where there are any, in both views', async () => {
    expect(await outcomes(es)).to.deep.equal(['created']);
    const client = await read('lang=es');
    expect(client.headers.get('content-language')).to.equal('es');
    expect(client.body).to.include({
      title: 'Mareas & olas',
      full_description: '<p>Entero</p>',
      short_description: '<p>Short</p>',
    });
    const normalized = await read('lang=es&view=normalized');
    expect(normalized.body).to.include({ title: 'Mareas & olas', full_description: 'Entero', outcome: 'One' });
    expect(normalized.body['html']).to.deep.equal({
      short_description: '<p>Short</p>',
      full_description: '<p>Entero</p>',
      outcome: '<ul><li>One</li></ul>',
      prerequisites: '',
    });
    const { body: own } = await read('');
    expect((await read('lang=es&view=raw')).body).to.deep.equal(source);
    for (const language of ['fr', 'e']) {
      const other = await read(`lang=${language}`);
      if (language === 'fr') {
        expect(other.body).to.deep.equal(own);
        expect(other.headers.get('content-language')).to.equal(null);
      } else {
        expect(other.status).to.equal(400);
      }
    }
  });

  it('are in lists, and in what a customer is shown of his catalogs, where somebody asks for them', async () => {
    await store(es);
    while (await service.worker.drainOnce()) {
      // A translation is a new revision, for search; until it is decided, a new catalog is without the item.
    }
    await api.post('/api/v1/content-metadata/', course('T+2', { title: 'Of its own' }));
    const [customer, uuid] = [uuidOf('T customer'), uuidOf('T catalog')];
    const filter = { key: ['T+1', 'T+2'] };
    const body = { uuid, title: 'T', enterprise_customer: customer, content_filter: filter };
    expect((await api.post('/api/v1/enterprise-catalogs/', body)).status).to.equal(201);
    const members = `/api/v1/enterprise-catalogs/${uuid}/get_content_metadata/`;
    const named = 'content_keys=T%2B1&content_keys=T%2B2';
    for (const path of [
      '/api/v1/content-metadata/?content_identifiers=T%2B1&content_identifiers=T%2B2',
      '/api/v1/content-metadata/?content_identifiers=T%2B1&content_identifiers=T%2B2&view=normalized',
      `${members}?${named}`,
      `${members.replace('v1', 'v2')}?${named}`,
      `${members}?${named}&traverse_pagination=true`,
    ]) {
      const titles = async (more: string): Promise<unknown[]> =>
        (await api.get<{ results: Item[] }>(`${path}${more}`)).body.results.map(({ title }) => title);
      expect(await titles('&lang=es'), path).to.deep.equal(['Mareas & olas', 'Of its own']);
      expect(await titles(''), `${path}, and nothing of it is kept`).to.deep.equal([source['title'], 'Of its own']);
    }
    const raw = await api.get<{ results: Item[] }>(
      '/api/v1/content-metadata/?content_identifiers=T%2B1&view=raw&lang=es',
    );
    expect(raw.body.results[0]?.['title']).to.equal(source['title']);
    for (const version of ['v1', 'v2']) {
      const one = (key: string, lang: string) =>
        api.get<Item>(`/api/${version}/enterprise-customer/${customer}/content-metadata/${key}/?lang=${lang}`);
      const translated = await one('T+1', 'es');
      expect([translated.body['title'], translated.headers.get('content-language')]).to.deep.equal([
        'Mareas & olas',
        'es',
      ]);
      const own = await one('T+2', 'es');
      expect([own.body['title'], own.headers.get('content-language')]).to.deep.equal(['Of its own', null]);
      expect((await one('T+1', 'Spanish!')).status).to.equal(400);
    }
    await service.replication.remove(['T+2'], author);
  });

  it('of a region are used before those of the language, and these where there are none', async () => {
    await store(es, { ...es, language: 'es-419', texts: { title: 'Latinoamérica' } });
    expect((await read('lang=es-419')).body['title']).to.equal('Latinoamérica');
    expect((await read('lang=es-MX')).body['title']).to.equal('Mareas & olas');
    expect((await read('lang=es')).body['title']).to.equal('Mareas & olas');
  });

  it('show that they are stale when their source changes, and not when something else does', async () => {
    await store(es);
    expect((await listed()).map(({ language, stale }) => [language, stale])).to.deep.equal([['es', false]]);
    await api.post('/api/v1/content-metadata/', { ...source, level_type: 'Advanced' });
    expect((await listed())[0]).to.include({ stale: false });
    await api.post('/api/v1/content-metadata/', { ...source, outcome: '<p>Two</p>' });
    expect((await listed())[0]).to.include({ stale: true });
    expect((await read('lang=es')).body['title']).to.equal('Mareas & olas');
    await store(es);
    expect((await listed())[0]).to.include({ stale: false });
  });

  it('are written once, and changed with a trace', async () => {
    expect(await outcomes(es, es, { ...es, texts: { title: 'Otro' } })).to.deep.equal([
      'created',
      'unchanged',
      'changed',
    ]);
    const entries = await sql<{ action: string }>(
      service.stores,
      "SELECT action FROM audit_log WHERE subject = 'T+1' ORDER BY id DESC LIMIT 3",
    );
    expect(entries.map(({ action }) => action)).to.deep.equal(['translation.es', 'translation.es', 'content.store']);
  });

  it('are refused one by one', async () => {
    const results = (
      await store(
        { ...es, content_key: 'No+Such' },
        { ...es, language: 'Spanish!' },
        { ...es, texts: { title: ' ', outcome: '<script>x</script>' } },
        { ...es, source_hash: 'x' },
        es,
      )
    ).body.results;
    expect(results.map(({ outcome }) => outcome)).to.deep.equal([
      'refused',
      'refused',
      'refused',
      'refused',
      'created',
    ]);
    for (const { detail } of results.slice(0, 4)) {
      expect(detail).to.be.a('string');
    }
    expect((await store({ ...es, texts: { other: 'x' } })).status).to.equal(400);
    expectProblem(await api.get('/api/v1/content-metadata/No+Such/translations/'), 404, 'not_found');
  });

  it('are listed as pending until they are made of the source as it is', async () => {
    const pending = async (language: string): Promise<[string, string][]> => {
      const { sources, last } = await service.replication.pendingSources({ language, after: 0, limit: 100 });
      expect(last).to.equal(null);
      return sources.map(({ contentKey, hash }) => [contentKey, hash]);
    };
    const [[key, hash] = ['', '']] = await pending('es');
    expect(key).to.equal('T+1');
    const translation = { contentKey: key, language: 'es', texts: spanish, provider: 'a machine' };
    await service.replication.storeTranslations([{ ...translation, sourceHash: '0'.repeat(64) }], author);
    expect(await pending('es')).to.deep.equal([[key, hash]]);
    await service.replication.storeTranslations([{ ...translation, sourceHash: hash }], author);
    expect(await pending('es')).to.deep.equal([]);
    expect(await pending('fr')).to.deep.equal([[key, hash]]);
    expect((await listed())[0]).to.include({ provider: 'a machine', stale: false });
    const page = await service.replication.pendingSources({ language: 'fr', after: 0, limit: 1 });
    expect(page.last).to.be.a('number');
    expect(await service.replication.pendingSources({ language: 'fr', after: page.last ?? 0, limit: 1 })).to.deep.equal(
      {
        sources: [],
        last: null,
      },
    );
  });
});
