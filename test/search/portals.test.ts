import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import { markedLists, markedTexts } from '../../src/search/port.ts';
import { course, listed, uuidOf } from '../support/documents.ts';
import { author, operator } from '../support/writers.ts';
import { Asker } from './asker.ts';
import { catalogue } from './catalogue.ts';

const acme = uuidOf('Acme');
const beta = uuidOf('Beta');

/** What the portals' own protocol is made of. */
describe('search as portals ask it', () => {
  let asker: Asker;

  before(async () => {
    asker = await Asker.open([
      ...Object.values(catalogue),
      listed(course('Port+1', { title: 'Marine biology', skill_names: ['Diving', 'Marine <life>'] })),
      listed(course('Port+2', { title: 'Los marinos', language: 'es' })),
    ]);
    for (const [title, enterpriseUuid, key] of [
      ['acme easy', acme, ['Find+1', 'Find+3']],
      ['acme cities', acme, ['Find+5']],
      ['beta easy', beta, ['Find+1', 'Find+2']],
    ] as const) {
      const text = JSON.stringify({ key });
      await asker.service.inclusion.createCatalog(
        {
          uuid: uuidOf(title),
          title,
          enterpriseUuid,
          enterpriseName: null,
          query: {
            uuid: uuidOf(`query of ${title}`),
            title: `Query of ${title}`,
            filter: { text, node: parseJson(text) },
          },
        },
        operator,
      );
    }
  });
  after(() => asker.stop());

  const keys = async (request: object): Promise<string[]> =>
    (await asker.keys('', { chosen: { content_type: ['course'] }, ...request })).sort();

  it('is kept to catalogs of which all that is said holds', async () => {
    const queryUuids = [uuidOf('query of acme easy'), uuidOf('query of beta easy').toUpperCase()];
    expect(await keys({ scope: { queryUuids } })).to.deep.equal(['Find+1', 'Find+2', 'Find+3']);
    expect(await keys({ scope: { queryUuids, enterpriseUuids: [acme] } })).to.deep.equal(['Find+1', 'Find+3']);
    expect(await keys({ scope: { queryTitles: ['Query of acme cities'] } })).to.deep.equal(['Find+5']);
    expect(await keys({ scope: { queryTitles: ['Query of acme cities'], enterpriseUuids: [beta] } })).to.deep.equal([]);
    const catalogUuids = [uuidOf('acme cities'), uuidOf('beta easy')];
    expect(await keys({ scope: { catalogUuids } })).to.deep.equal(['Find+1', 'Find+2', 'Find+5']);
    for (const scope of [
      {},
      { enterpriseUuids: [] },
      { queryUuids: [], enterpriseUuids: [acme] },
      { queryTitles: ['None'] },
    ]) {
      const { count, facets, stats } = await asker.ask('', { scope, facets: ['level_type', 'price'] });
      expect([count, facets, stats], JSON.stringify(scope)).to.deep.equal([0, { level_type: {} }, {}]);
    }
  });

  it('answers several at once as each alone', async () => {
    const requests = [
      { text: 'python', page: 1, pageSize: 5, scope: { enterpriseUuids: [acme] } },
      { text: '', page: 1, pageSize: 0, scope: { enterpriseUuids: [uuidOf('nobody')] } },
      { text: 'pyhton', page: 1, pageSize: 5, show: 'everything' as const },
      { text: '', page: 2, pageSize: 2, facets: ['subjects' as const] },
    ];
    const together = await asker.service.search.searchAll(requests);
    expect(together).to.deep.equal(await Promise.all(requests.map((one) => asker.service.search.search(one))));
    expect(together.map(({ relaxed }) => relaxed)).to.deep.equal([null, null, 'typos', null]);
    expect(together.map(({ hits }) => hits.length)).to.deep.equal([2, 0, 2, 2]);
    expect(await asker.service.search.searchAll([])).to.deep.equal([]);
  });

  it('gives each item as the index before did', async () => {
    const { hits } = await asker.ask('python for data science', { documents: true, pageSize: 1 });
    const [{ document = {} } = {}] = hits;
    expect(document).to.deep.include({
      key: 'Find+1',
      aggregation_key: 'course:Find+1',
      title: 'Python for Data Science',
      partners: [{ name: 'North University', logo_image_url: null }],
      learning_type_v2: 'course',
      first_enrollable_paid_seat_price: null,
    });
    expect(document['advertised_course_run']).to.deep.include({ key: 'course-v1:Find+1+2026', is_active: true });
    expect(document).to.not.have.any.keys('filter', 'stamp', 'tombstone', 'content_id', 'shown', 'es');
  });

  it('marks what was found in names and texts', async () => {
    const { hits } = await asker.ask('marine diving', { highlight: { attributes: [...markedTexts, ...markedLists] } });
    expect(hits[0]?.highlights).to.deep.equal({
      title: '<mark>Marine</mark> biology',
      skill_names: ['<mark>Diving</mark>', '<mark>Marine</mark> &lt;life&gt;'],
    });
  });

  it('reads Spanish by its own stems, and shows it where it is translated', async () => {
    const spanish = { locale: 'es' } as const;
    expect(await asker.keys('marinas')).to.deep.equal([]);
    expect(await asker.keys('marinas', spanish)).to.deep.equal(['Port+2']);
    const [outcome] = await asker.service.replication.storeTranslations(
      [
        {
          contentKey: 'Port+1',
          language: 'es',
          texts: {
            title: 'Biología marina',
            short_description: '<p>Los <b>peces</b></p>',
            outcome: '<p>Distinguir corales</p>',
          },
          provider: 'test',
        },
        { contentKey: 'Port+1', language: 'fr', texts: { title: 'Biologie marine' }, provider: 'test' },
      ],
      author,
    );
    expect(outcome).to.deep.equal({ outcome: 'created' });
    while (await asker.service.worker.drainOnce()) {
      // Until the document is written.
    }
    await asker.service.search.refresh();
    expect((await asker.keys('marinas', spanish)).sort()).to.deep.equal(['Port+1', 'Port+2']);
    const highlight = { attributes: markedTexts };
    const { hits } = await asker.ask('biologia marina', { ...spanish, highlight });
    expect(hits[0]).to.deep.include({
      content_key: 'Port+1',
      title: 'Biología marina',
      short_description: 'Los peces',
      highlights: { title: '<mark>Biología</mark> <mark>marina</mark>' },
    });
    expect(await asker.keys('coral')).to.deep.equal([]);
    const learnt = await asker.ask('coral', { ...spanish, documents: true });
    expect(learnt.hits.map(({ document }) => document?.['outcome'])).to.deep.equal(['Distinguir corales']);
    expect((await asker.ask('marine biology')).hits[0]?.title).to.equal('Marine biology');
    // Stored again, the item keeps its translation.
    await asker.store([listed(course('Port+1', { title: 'Marine biology, revised' }))]);
    expect((await asker.ask('marina', spanish)).hits.map(({ title }) => title)).to.include('Biología marina');
  });
});
