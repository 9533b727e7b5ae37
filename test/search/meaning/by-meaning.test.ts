import { expect } from 'chai';
import { ConflictError } from '../../../src/kernel/errors.ts';
import { rebuildDefaults } from '../../../src/kernel/rebuild/models.ts';
import type { SearchRequest, SearchResult } from '../../../src/search/port.ts';
import { Client } from '../../support/client.ts';
import { course, listed, uuidOf } from '../../support/documents.ts';
import { servingIndex } from '../../support/registrations.ts';
import { makeService, serve, sql, type TestService } from '../../support/service.ts';
import { author } from '../../support/writers.ts';

const boats = 'Sailing a yacht from the harbour, with a crew, sails and ropes.';
const food = 'Cooking soup in a kitchen, with an oven, pans and recipes.';

const numbers = Array.from({ length: 15 }, (_, index) => index + 1);

/**
 * Courses of two subjects. Of the boats two speak of a sextant, and nothing else does; `Boat+16` says the least. Ten more are not
 * shown: with them there are more boats than are looked for.
 */
const items = [
  ...numbers.slice(0, 10).map((number) => ({
    ...listed(
      course(`Ghost+${String(number)}`, { title: 'Hidden voyage', full_description: boats, subjects: ['Water'] }),
    ),
    advertised_course_run_uuid: null,
  })),
  ...numbers.flatMap((number) => [
    listed(
      course(`Boat+${String(number)}`, {
        title: 'Voyage',
        full_description: number <= 2 ? `${boats} Also the sextant.` : boats,
        subjects: ['Water'],
        level_type: number === 1 ? 'Introductory' : 'Advanced',
      }),
    ),
    listed(course(`Cook+${String(number)}`, { title: 'Menu', full_description: food, subjects: ['Fire'] })),
  ]),
  listed(course('Boat+16', { title: 'Harbour days', full_description: 'A yacht and its crew.', subjects: ['Water'] })),
];
const shown = [...numbers, 16].map((number) => `Boat+${String(number)}`);
const customer = uuidOf('Fleet');

describe('search by meaning', function () {
  this.timeout(60_000);
  let service: TestService;
  let served: Awaited<ReturnType<typeof serve>>;
  let api: Client;

  before(async () => {
    service = await makeService({ settings: { HYBRID: 'lsa' } });
    served = await serve(service);
    api = new Client(served.url);
    await store(items);
    const body = {
      ...{ uuid: uuidOf('few'), title: 'Few', enterprise_customer: customer },
      content_filter: { key: ['Boat+1', 'Boat+16', 'Ghost+1', 'Cook+1'] },
    };
    expect((await api.post('/api/v1/enterprise-catalogs/', body)).status).to.equal(201);
    expect(await search('sextant'), 'before there is a model').to.not.have.property('meaning');
    await rebuild();
  });
  after(async () => {
    await served.close();
    await service.stop();
  });

  async function store(documents: readonly object[], by: TestService = service): Promise<void> {
    const { claims } = await by.replication.store(documents, { author });
    await by.inclusion.decideItems(claims);
    await by.search.refresh();
  }
  async function rebuild(by: TestService = service): Promise<void> {
    const { outcome, differences } = await by.reindexContent({
      how: 'build',
      ...rebuildDefaults,
      acceptDifferences: false,
    });
    expect(outcome, JSON.stringify(differences)).to.equal('swapped');
  }
  function search(text: string, more: Partial<SearchRequest> = {}, by: TestService = service): Promise<SearchResult> {
    return by.search.search({ text, page: 1, pageSize: 50, ...more });
  }
  const keysOf = ({ hits }: SearchResult): string[] => hits.map(({ content_key: key }) => key);

  it('finds what the words do not, after what they do', async () => {
    const found = await search('sextant');
    expect(found.meaning).to.equal('used');
    expect(keysOf(found).slice(0, 2)).to.have.members(['Boat+1', 'Boat+2']);
    expect(keysOf(found)).to.have.members(shown);
  });

  it('counts what it finds like everything else, and narrows it', async () => {
    const found = await search('sextant');
    expect(found.count).to.equal(16);
    expect(found.facets.subjects).to.deep.equal({ Water: 16 });
    const narrowed = await search('sextant', { chosen: { level_type: ['Advanced'] } });
    expect(keysOf(narrowed)).to.have.members(shown.slice(1, -1));
    expect(narrowed.facets.level_type).to.deep.equal({ Advanced: 14, Introductory: 1 });
    expect(keysOf(await search('sextant', { filter: { attribute: 'subjects', in: ['Fire'] } }))).to.deep.equal([]);
  });

  it('gives the same pages by number and by cursor', async () => {
    const whole = keysOf(await search('sextant'));
    const first = await search('sextant', { pageSize: 8 });
    const second = await search('sextant', { pageSize: 8, page: 2 });
    const followed = await search('sextant', { pageSize: 8, cursor: first.cursor ?? '' });
    expect([...keysOf(first), ...keysOf(second)]).to.deep.equal(whole);
    expect(keysOf(followed)).to.deep.equal(keysOf(second));
  });

  it('keeps to the catalogs and to what learners may see', async () => {
    const scope = { catalogUuids: [uuidOf('few')] };
    const inCatalog = await search('sextant', { scope });
    expect(keysOf(inCatalog)).to.deep.equal(['Boat+1', 'Boat+16']);
    expect(inCatalog.count).to.equal(2);
    // The words find nothing in there.
    const onlyMeant = await search('sextant ropes', { scope, filter: { attribute: 'content_key', in: ['Boat+16'] } });
    expect(keysOf(onlyMeant)).to.deep.equal(['Boat+16']);
    const everything = keysOf(await search('sextant', { show: 'everything' }));
    expect(everything.filter((key) => key.startsWith('Ghost')).length, 'an operator').to.be.at.least(4);
  });

  it('leaves out what operators hide, and puts what they pin first', async () => {
    const pin = { customer: null, matches: 'exact' as const, text: 'sextant', pinned: ['Cook+3'], hidden: ['Boat+16'] };
    await service.steering.putPin(author, { name: 'ship', ...pin }, { apply: true });
    try {
      const keys = keysOf(await search('sextant'));
      expect(keys[0]).to.equal('Cook+3');
      expect(keys).to.have.members(['Cook+3', ...shown.slice(0, -1)]);
    } finally {
      await service.steering.deletePin(author, 'ship');
    }
  });

  it('is left where the words are enough, strict, misspelt, a title or unknown', async () => {
    for (const [text, more] of [
      ['yacht', {}],
      ['sextant', { strict: true }],
      ['sextant', { allWords: true }],
      ['harbuor days', {}],
      ['harbour days', {}],
      ['harbour day', {}],
      ['xylophone', {}],
      ['', {}],
    ] as const) {
      const found = await search(text, more);
      expect(found, `${text} ${JSON.stringify(more)}`).to.not.have.property('meaning');
      if (text === 'sextant') {
        expect(keysOf(found)).to.have.members(['Boat+1', 'Boat+2']);
      }
    }
  });

  it('finds an item by the text that it has now', async () => {
    const changing = (text: string): object => listed(course('Late+1', { title: 'New', full_description: text }));
    await store([changing(boats)]);
    expect(keysOf(await search('sextant'))).to.include('Late+1');
    await store([changing(food)]);
    expect(keysOf(await search('sextant'))).to.not.include('Late+1');
    await service.inclusion.decideItems(await service.replication.remove(['Late+1'], author));
    await service.search.refresh();
    expect(keysOf(await search('sextant'))).to.not.include('Late+1');
  });

  it('answers several searches at once as each alone', async () => {
    const filter = { attribute: 'level_type', in: ['Advanced'] } as const;
    const requests = [{}, { filter }, { text: 'yacht' }].map((one) => ({
      ...{ text: 'sextant', page: 1, pageSize: 50 },
      ...one,
    }));
    const together = await service.search.searchAll(requests);
    const alone = await Promise.all(requests.map((request) => service.search.search(request)));
    expect(together.map(keysOf)).to.deep.equal(alone.map(keysOf));
    expect(together.map(({ count, facets, meaning }) => ({ count, facets, meaning }))).to.deep.equal(
      alone.map(({ count, facets, meaning }) => ({ count, facets, meaning })),
    );
  });

  it('says in the answer of the API that it was used', async () => {
    const { status, body } = await api.get<{ meaning?: string; count: number; results: object[] }>(
      '/api/v1/search?q=sextant',
    );
    expect(status).to.equal(200);
    expect(body).to.include({ meaning: 'used', count: 16 });
    expect(JSON.stringify(body), 'vectors are nobody’s').to.not.include('vector');
  });

  it('goes on through a rebuild with another model', async () => {
    await rebuild();
    expect((await search('sextant')).count).to.equal(16);
  });

  it('is not learnt anew by a rebuild that is stopped while it learns', async () => {
    const models = await modelsOf(service);
    const stop = new AbortController();
    const end = service.reindexContent({
      ...{ how: 'build', ...rebuildDefaults, acceptDifferences: false },
      begun: () => {
        stop.abort();
      },
      signal: stop.signal,
    });
    expect(await end.catch((error: unknown) => error)).to.be.instanceOf(ConflictError);
    expect(await modelsOf(service)).to.deep.equal(models);
    const back = await service.reindexContent({ how: 'back', ...rebuildDefaults, acceptDifferences: false });
    expect(back.outcome).to.equal('abandoned');
  });

  it('finds nothing by meaning in an index without vectors, says so, and indexes whole until it is rebuilt', async () => {
    const plain = await makeService();
    try {
      await store(items, plain);
      const hybrid = await makeService({
        stores: { ...plain.stores, config: { ...plain.stores.config, hybrid: 'lsa' } },
      });
      try {
        await sql(plain.stores, `INSERT INTO meaning_model SELECT * FROM ${databaseOf(service)}.meaning_model`);
        expect(await modelsOf(plain)).to.deep.equal([1, 2]);
        await store([listed(course('Late+2', { title: 'Tide', full_description: boats }))], hybrid);
        const before = await search('sextant', {}, hybrid);
        expect(before.meaning).to.equal('unavailable');
        expect(keysOf(before)).to.have.members(['Boat+1', 'Boat+2']);
        expect(keysOf(await search('tide', {}, hybrid)), 'is not bare').to.deep.equal(['Late+2']);
        expect(await search('sextant', {}, plain), 'a program without it').to.not.have.property('meaning');
        await rebuild(hybrid);
        expect(await servingIndex(plain.stores, 'content')).to.match(/content-v4\.5-/);
        expect(await modelsOf(plain), 'the one before is kept, for the index before').to.deep.equal([2, 3]);
        expect(keysOf(await search('sextant', {}, hybrid))).to.include.members(['Boat+16', 'Late+2']);
        await store([listed(course('Late+3', { title: 'Ebb' }))], plain);
        expect(keysOf(await search('ebb', {}, plain)), 'a program without it goes on writing').to.include('Late+3');
      } finally {
        await hybrid.stop();
      }
    } finally {
      await plain.stop();
    }
  });
});

async function modelsOf(service: TestService): Promise<number[]> {
  const rows = await sql<{ id: number }>(service.stores, 'SELECT id FROM meaning_model ORDER BY id');
  return rows.map(({ id }) => id);
}

function databaseOf(service: TestService): string {
  return new URL(service.stores.config.databaseUrl).pathname.slice(1);
}
