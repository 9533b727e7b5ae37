import { expect } from 'chai';
import type { Locale, SuggestRequest, Suggestions } from '../../../src/search/port.ts';
import { course, listed, uuidOf } from '../../support/documents.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import { author, operator } from '../../support/writers.ts';
import { Asker } from '../asker.ts';

const taught = (key: string, title: string, members: object = {}): object => listed(course(key, { title, ...members }));
const customer = uuidOf('a customer of suggestions');

describe('suggestions of what means the same', function () {
  this.timeout(60_000);
  let asker: Asker;

  before(async () => {
    asker = await Asker.open([
      taught('Say+1', 'ML for everybody', { skill_names: ['MLOps', 'Machine Learning'] }),
      taught('Say+2', 'MLOps from scratch'),
      taught('Say+3', 'Machine learning in practice', {
        recent_enrollment_count: 90_000,
        skill_names: ['Machine Learning', 'ML (Machine Learning)'],
        subjects: ['Applied machine learning'],
        owners: [{ key: 'M', name: 'Machine Learning Institute' }],
      }),
      taught('Say+4', 'Learning to operate a machine', { skill_names: ['Learning'] }),
      taught('Say+5', 'Statistics'),
      taught('Say+6', 'Cocina casera'),
      taught('Say+7', 'Gastronomy'),
    ]);
    await put({ ml: 'ML, machine learning', stats: 'numbers => statistics' });
    await put({ cocina: 'cocina, gastronomy' }, 'es');
    const text = JSON.stringify({ key: ['Say+1', 'Say+4'] });
    await asker.service.inclusion.createCatalog(
      {
        title: 'some',
        enterpriseUuid: customer,
        enterpriseName: null,
        query: { filter: { text, node: parseJson(text) } },
      },
      operator,
    );
  });
  after(() => asker.stop());

  const put = (rules: Record<string, string>, locale: Locale = 'en') =>
    asker.service.steering.putSynonyms(
      author,
      Object.entries(rules).map(([name, rule]) => ({ locale, name, rule })),
      { apply: true },
    );
  const suggest = (text: string, more: Partial<SuggestRequest> = {}): Promise<Suggestions> =>
    asker.service.search.suggest({ text, limit: 10, ...more });
  const titles = async (text: string, more: Partial<SuggestRequest> = {}): Promise<string[]> =>
    ((await suggest(text, more)).titles['course'] ?? []).map(({ content_key }) => content_key);
  const skills = async (text: string, more: Partial<SuggestRequest> = {}): Promise<string[]> =>
    (await suggest(text, more)).skill_names.map(({ value }) => value);

  it('are titles below those that have the words, however liked they are', async () => {
    expect(await titles('ml')).to.deep.equal(['Say+1', 'Say+2', 'Say+3']);
    expect(await titles('ML '), 'nothing begins so any more').to.deep.equal(['Say+1', 'Say+3']);
    expect(await titles('machine learning'), 'in a row').to.deep.equal(['Say+3', 'Say+4', 'Say+1']);
    expect(await titles('ml prac')).to.deep.equal(['Say+3']);
    expect(await titles('ml', { limit: 2 })).to.deep.equal(['Say+1', 'Say+2']);
    const marked = (await suggest('ml')).titles['course']?.[2]?.highlighted;
    expect(marked).to.match(/^<mark>Machine.*learning<\/mark> in practice$/);
  });

  it('are names below those in which a word begins so, each once', async () => {
    const { skill_names, subjects, partners } = await suggest('ml');
    expect(skill_names).to.deep.equal([
      { value: 'ML (Machine Learning)', highlighted: '<mark>ML</mark> (Machine Learning)', count: 1 },
      { value: 'MLOps', highlighted: '<mark>ML</mark>Ops', count: 1 },
      { value: 'Machine Learning', highlighted: '<mark>Machine Learning</mark>', count: 2 },
    ]);
    expect(subjects.map(({ highlighted }) => highlighted)).to.deep.equal(['Applied <mark>machine learning</mark>']);
    expect(partners.map(({ value }) => value)).to.deep.equal(['Machine Learning Institute']);
    expect(await skills('ml', { limit: 2 })).to.deep.equal(['ML (Machine Learning)', 'MLOps']);
    expect(await skills('ml', { limit: 1 })).to.deep.equal(['ML (Machine Learning)']);
  });

  it('go one way where the rule does, and are of one language', async () => {
    expect(await titles('numbers')).to.deep.equal(['Say+5']);
    expect(await titles('statistics')).to.deep.equal(['Say+5']);
    expect(await titles('number'), 'whatever the ending').to.deep.equal(['Say+5']);
    expect(await titles('cocina', { locale: 'es' })).to.deep.equal(['Say+6', 'Say+7']);
    expect(await titles('cocina')).to.deep.equal(['Say+6']);
  });

  it('hold for the next letter after the rule is written, and no longer when it is gone', async () => {
    expect(await titles('figures')).to.deep.equal([]);
    await put({ figures: 'figures => statistics' });
    expect(await titles('figures')).to.deep.equal(['Say+5']);
    await asker.service.steering.deleteSynonym(author, { locale: 'en', name: 'figures' });
    expect(await titles('figures')).to.deep.equal([]);
  });

  it('keep to the catalogs, and to what is not hidden', async () => {
    const scope = { enterpriseUuids: [customer] };
    expect(await titles('ml', { scope })).to.deep.equal(['Say+1']);
    expect(await skills('ml', { scope })).to.deep.equal(['MLOps', 'Machine Learning']);
    const rule = { name: 'away', customer: null, matches: 'exact', text: 'ml', pinned: [], hidden: ['Say+3'] } as const;
    await asker.service.steering.putPin(author, rule, { apply: true });
    expect(await titles('ml')).to.deep.equal(['Say+1', 'Say+2']);
    expect(await skills('ml')).to.deep.equal(['MLOps', 'Machine Learning']);
    await asker.service.steering.deletePin(author, 'away');
    expect(await titles('ml')).to.deep.equal(['Say+1', 'Say+2', 'Say+3']);
  });

  it('ask for no more than the engine takes', async () => {
    const many = (word: string): string =>
      [word, ...Array.from({ length: 19 }, (_, n) => `${word}${String(n)} some more words here`)].join(', ');
    const words = ['aa', 'bb', 'cc', 'dd', 'xx'];
    await put(Object.fromEntries(words.slice(0, 4).map((word) => [word, many(word)])), 'es');
    const longest = Array.from({ length: 32 }, (_, at) => words[at % 5]).join(' ');
    for (const text of ['aa bb', longest]) {
      expect(await titles(text, { locale: 'es' }), text).to.deep.equal([]);
    }
  });
});
