import { expect } from 'chai';
import { course, listed } from '../support/documents.ts';
import { Searcher } from './searcher.ts';

describe('the language of a search', function () {
  this.timeout(60_000);
  let searcher: Searcher;

  before(async () => {
    searcher = await Searcher.open([
      listed(course('Lang+1', { title: 'Histoire de la poésie française', languages: ['French'] })),
      listed(course('Lang+2', { title: 'Ciudades romanas', content_language: 'es', languages: ['Spanish'] })),
    ]);
  });
  after(() => searcher.close());

  const ask = async (q: string, locale: string): Promise<{ locale: string; keys: string[] }> => {
    const body = await searcher.find({ q, locale, relax: 'false' });
    return { locale: body.locale, keys: body.results.map(({ content_key }) => content_key) };
  };

  it('is Spanish in any region, and English in any', async () => {
    for (const locale of ['es', 'es-MX', 'ES_es', 'es-419']) {
      expect(await ask('ciudad romano', locale), locale).to.deep.equal({ locale: 'es', keys: ['Lang+2'] });
    }
    for (const locale of ['en', 'en-GB']) {
      expect(await ask('ciudad romano', locale), locale).to.deep.equal({ locale: 'en', keys: [] });
    }
    expect((await searcher.find({ q: 'python' })).locale).to.equal('en');
  });

  it('is English where it is not known, which is said, and texts are found as they are written', async () => {
    for (const locale of ['fr', 'fr-CA', 'zh-Hans-CN', 'haw']) {
      expect(await ask('poesie francaise', locale), locale).to.deep.equal({ locale: 'en', keys: ['Lang+1'] });
    }
    const { status, body } = await searcher.api.post<{ locale: string; count: number }>('/api/v1/search', {
      q: 'poésie',
      locale: 'fr',
    });
    expect([status, body.locale, body.count]).to.deep.equal([200, 'en', 1]);
    const suggested = await searcher.api.get<object>('/api/v1/search/suggest?q=histoire&locale=fr');
    expect(suggested.status).to.equal(200);
    expect(JSON.stringify(suggested.body)).to.include('Lang+1');
  });

  it('is refused where it is no language', async () => {
    for (const locale of ['', 'e', 'en-', 'en us', '<en>', 'en-toolongapart', `en${'-a'.repeat(20)}`]) {
      const { status } = await searcher.api.get(`/api/v1/search?q=python&locale=${encodeURIComponent(locale)}`);
      expect(status, locale).to.equal(400);
    }
  });
});
