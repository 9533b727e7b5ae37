import { expect } from 'chai';
import { rebuildDefaults } from '../../../src/kernel/rebuild/models.ts';
import type { SearchRequest, SearchResult } from '../../../src/search/port.ts';
import { readExposition, valueOf } from '../../observability/support/exposition.ts';
import { Client } from '../../support/client.ts';
import { course, listed, uuidOf } from '../../support/documents.ts';
import { EmbeddingServer } from '../../support/embedding-server.ts';
import { Gate } from '../../support/gate.ts';
import { eventually, makeService, serve, sql, type TestService } from '../../support/service.ts';
import { startProcess } from '../../support/start-process.ts';
import { author } from '../../support/writers.ts';

const boats = 'Leave the harbour with a crew.';
const food = 'Work in a kitchen with an oven.';
const numbers = Array.from({ length: 12 }, (_, index) => index + 1);

const boat = (key: string, members: object = {}): object =>
  listed(course(key, { title: 'Voyage', full_description: boats, ...members }));

/** Courses of two subjects. No text has `seafaring` or `culinary` in it, which mean the one and the other. */
const items = [
  ...numbers.map((number) => boat(`Boat+${String(number)}`, { subjects: ['Water'] })),
  ...numbers.map((number) => listed(course(`Cook+${String(number)}`, { title: 'Menu', full_description: food }))),
  { ...boat('Ghost+1'), advertised_course_run_uuid: null },
];
const shown = numbers.map((number) => `Boat+${String(number)}`);
const [ours, theirs] = [uuidOf('our customer'), uuidOf('their customer')];

describe('search by meaning with a model of a remote service', function () {
  this.timeout(60_000);
  let provider: EmbeddingServer;
  let service: TestService;

  before(async () => {
    provider = await EmbeddingServer.open();
    service = await makeService({
      settings: {
        ...provider.settings,
        EMBEDDING_KEY: 'secret',
        EMBEDDING_SEARCH_MILLISECONDS: '1500',
        EMBEDDING_TIMEOUT_MILLISECONDS: '3000',
      },
    });
    for (const [name, customer, key] of [
      ['ours', ours, ['Boat+1', 'Boat+2', 'Ghost+1', 'Cook+1']],
      ['theirs', theirs, ['Boat+3', 'Boat+4']],
    ] as const) {
      const body = { uuid: uuidOf(name), title: name, enterprise_customer: customer, content_filter: { key } };
      await using(service, async (api) => {
        expect((await api.post('/api/v1/enterprise-catalogs/', body)).status).to.equal(201);
      });
    }
    await store(items);
    await settled();
  });
  afterEach(() => {
    provider.faults = () => undefined;
  });
  after(async () => {
    await service.stop();
    await provider.close();
  });

  /** Stored, decided and searchable, as whoever wrote it does it: nobody has asked for places. */
  async function store(documents: readonly object[], by: TestService = service): Promise<void> {
    const { claims } = await by.replication.store(documents, { author });
    await by.inclusion.decideItems(claims);
    await by.search.refresh();
  }
  /** Does what workers do until no place is left to do something for. */
  async function settled(by: TestService = service): Promise<void> {
    await eventually('every item has its place', async () => {
      await by.places?.drain();
      await drained(by);
      return (await waiting(by)).length === 0;
    });
    await by.search.refresh();
  }
  const waiting = (by: TestService = service): Promise<{ attempts: number; error: string | null }[]> =>
    sql(by.stores, 'SELECT attempts, error FROM item_place WHERE due_at IS NOT NULL');
  const search = (text: string, more: Partial<SearchRequest> = {}, by: TestService = service): Promise<SearchResult> =>
    by.search.search({ text, page: 1, pageSize: 50, ...more });
  const keysOf = ({ hits }: SearchResult): string[] => hits.map(({ content_key: key }) => key);
  /** Of items that were asked for while `work` went on. */
  async function askedFor(work: () => Promise<void>): Promise<string[]> {
    provider.requests = [];
    await work();
    return provider.texts;
  }

  it('finds what has none of the words', async () => {
    const found = await search('seafaring');
    expect(found.meaning).to.equal('used');
    expect(keysOf(found)).to.have.members(shown);
    expect(keysOf(await search('culinary')).every((key) => key.startsWith('Cook'))).to.equal(true);
    expect(provider.requests.every(({ authorization }) => authorization === 'Bearer secret')).to.equal(true);
    expect(await search('symphonic'), 'what nothing is about').to.not.have.property('meaning');
  });

  it('keeps to the catalogs and to what learners may see', async () => {
    expect(keysOf(await search('seafaring', { show: 'everything' }))).to.include('Ghost+1');
    const inOurs = await search('seafaring', { scope: { enterpriseUuids: [ours] } });
    expect(keysOf(inOurs)).to.have.members(['Boat+1', 'Boat+2']);
    expect(inOurs.count).to.equal(2);
    expect(inOurs.facets.subjects).to.deep.equal({ Water: 2 });
    const inTheirs = await search('seafaring', { scope: { catalogUuids: [uuidOf('theirs')] } });
    expect(keysOf(inTheirs)).to.have.members(['Boat+3', 'Boat+4']);
  });

  it('asks once for what is searched for again', async () => {
    const texts = await askedFor(async () => {
      await search('nautical seafaring');
      await search('nautical seafaring', { scope: { enterpriseUuids: [ours] } });
    });
    expect(texts).to.deep.equal(['nautical seafaring']);
  });

  it('finds an item by words at once, and by meaning when a provider that was away is back', async () => {
    const { port } = provider;
    await provider.close();
    try {
      await store([boat('Late+1', { title: 'Brandnew' })]);
      await service.places?.drain();
      expect(keysOf(await search('brandnew'))).to.deep.equal(['Late+1']);
      const [left, ...others] = await waiting();
      expect(left).to.deep.equal({ attempts: 0, error: 'the embedding provider cannot be reached' });
      expect(others).to.deep.equal([]);
    } finally {
      await provider.listen(port);
    }
    await settled();
    expect(keysOf(await search('seafaring'))).to.have.members([...shown, 'Late+1']);
  });

  it('makes the place of an item anew when it says something else, and does not find it by the old one', async () => {
    await store([boat('Late+1', { title: 'Brandnew' })]);
    await settled();
    expect(keysOf(await search('seafaring'))).to.include('Late+1');
    await store([boat('Late+1', { title: 'Brandnew', full_description: food })]);
    expect(keysOf(await search('seafaring')), 'at once').to.not.include('Late+1');
    await settled();
    expect(keysOf(await search('seafaring'))).to.not.include('Late+1');
    expect(keysOf(await search('culinary oven kitchen'))).to.include('Late+1');
  });

  it('asks for nothing when an item changes in what it does not say', async () => {
    const texts = await askedFor(async () => {
      await store([boat('Boat+1', { subjects: ['Water'], level_type: 'Advanced' })]);
      await settled();
    });
    expect(texts).to.deep.equal([]);
    expect(keysOf(await search('seafaring', { chosen: { level_type: ['Advanced'] } }))).to.deep.equal(['Boat+1']);
  });

  it('forgets an item that is gone before it has a place', async () => {
    await store([boat('Gone+1')]);
    await service.inclusion.decideItems(await service.replication.remove(['Gone+1'], author));
    expect(await askedFor(() => settled())).to.deep.equal([]);
    expect(keysOf(await search('seafaring'))).to.not.include('Gone+1');
  });

  it('sets aside what is refused again and again, and places what came with it', async () => {
    provider.faults = ({ texts }) => (texts.some((text) => text.includes('poison')) ? { status: 400 } : undefined);
    await store([boat('Bad+1', { title: 'poison' }), boat('Good+1'), boat('Good+2')]);
    await eventually('it was refused four times', async () => {
      await service.places?.drain();
      return (await waiting()).some(({ attempts }) => attempts === 4);
    });
    await drained(service);
    await service.search.refresh();
    expect(keysOf(await search('seafaring')))
      .to.include.members(['Good+1', 'Good+2'])
      .and.not.include('Bad+1');
    expect(keysOf(await search('poison')), 'by words').to.include('Bad+1');
    const [left, ...others] = await waiting();
    expect(left).to.deep.equal({ attempts: 4, error: 'the embedding provider answered items with 400' });
    expect(others).to.deep.equal([]);
    const exposed = readExposition((await service.metrics.render()).body);
    expect(valueOf(exposed, 'search_places_waiting')).to.equal(1);
    expect(valueOf(exposed, 'search_places_failing')).to.equal(1);
    const refused = { dependency: 'embeddings', operation: 'items', outcome: 'error' };
    expect(valueOf(exposed, 'dependency_request_duration_seconds_count', refused)).to.be.at.least(4);
    provider.faults = () => undefined;
    await moveClock();
    await settled();
    expect(keysOf(await search('seafaring')), 'a day later').to.include('Bad+1');
  });

  it('places what came with a text on which the provider breaks down', async () => {
    provider.faults = ({ texts }) => (texts.some((text) => text.includes('crash')) ? 'cut' : undefined);
    const good = ['Well+1', 'Well+2', 'Well+3', 'Well+4', 'Well+5'];
    await store([boat('Crash+1', { title: 'crash' }), ...good.map((key) => boat(key))]);
    await eventually('the others have their places', async () => {
      await service.places?.drain();
      await drained(service);
      return (await waiting()).length === 1;
    });
    await service.search.refresh();
    expect(keysOf(await search('seafaring')).filter((key) => /Well|Crash/.test(key))).to.have.members(good);
    provider.faults = () => undefined;
    await settled();
    await service.inclusion.decideItems(await service.replication.remove(['Crash+1', ...good], author));
    await service.search.refresh();
  });

  /** What is due later is due now. */
  async function moveClock(): Promise<void> {
    await sql(service.stores, 'UPDATE item_place SET due_at = UTC_TIMESTAMP(3) WHERE due_at IS NOT NULL');
  }

  it('writes the document anew that was written while its place was on the way', async () => {
    const gate = new Gate('item:document-written');
    const slow = await makeService({ stores: service.stores, step: gate.step });
    try {
      const { claims } = await slow.replication.store([boat('Held+1')], { author });
      const decided = slow.inclusion.decideItems(claims);
      await gate.reached('item:document-written');
      await service.places?.drain();
      const waiting = await sql(service.stores, 'SELECT 1 FROM content WHERE unindexed = 1');
      expect(waiting, 'is to be written again').to.have.length(1);
      gate.open();
      await decided;
    } finally {
      await slow.stop();
    }
    await service.search.refresh();
    expect(keysOf(await search('seafaring'))).to.not.include('Held+1');
    expect(await askedFor(() => settled()), 'nothing is asked for twice').to.deep.equal([]);
    expect(keysOf(await search('seafaring'))).to.include('Held+1');
  });

  it('loses nothing when a process dies that asks for places, whoever takes them over', async () => {
    let asked: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      asked = resolve;
    });
    provider.faults = () => {
      asked();
      return 'hang';
    };
    await store([boat('Kill+1')]);
    const dying = startProcess({ ...service.stores.environment, ROLE: 'worker' }, { port: 0 });
    try {
      await hanging;
    } finally {
      await dying.kill();
    }
    provider.faults = () => undefined;
    expect(await askedFor(async () => service.places?.drain()), 'still held').to.deep.equal([]);
    await moveClock();
    await settled();
    expect(keysOf(await search('seafaring'))).to.include('Kill+1');
  });

  it('asks for each text once however many ask', async () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      listed(course(`Many+${String(index)}`, { title: `Melody ${String(index)}` })),
    );
    const other = await makeService({ stores: service.stores });
    try {
      await store(many);
      const texts = await askedFor(async () => {
        await Promise.all([service.places?.drain(), other.places?.drain()]);
        await settled();
      });
      expect(texts).to.have.members(many.map(({ title }) => title));
      expect(provider.requests.every((request) => request.texts.length <= 32)).to.equal(true);
      expect((await search('symphonic')).count).to.equal(20);
    } finally {
      await other.stop();
    }
  });

  it('answers by words, in time, when the provider is slow, or gives what is none of its vectors', async () => {
    const boatless = await search('seafaring');
    provider.faults = () => 'hang';
    const began = performance.now();
    const slow = await search('voyage seafaring regatta');
    expect(slow.meaning).to.equal('unavailable');
    expect(performance.now() - began, 'milliseconds').to.be.within(1_400, 15_000);
    provider.faults = () => ({ status: 200, body: { data: [{ index: 0, embedding: [1, 2, 3] }] } });
    const wrong = await search('orchestra seafaring');
    expect(wrong.meaning).to.equal('unavailable');
    expect((await search('seafaring')).count, 'what is known needs no provider').to.equal(boatless.count);
    await using(service, async (api) => {
      const { status, body } = await api.get<{ meaning?: string }>('/api/v1/search?q=culinary%20seafaring');
      expect([status, body.meaning]).to.deep.equal([200, 'unavailable']);
      expect((await api.get<{ status: string }>('/health/ready')).body.status).to.equal('ready');
    });
  });

  it('goes on with another model, of vectors of another length, after a rebuild', async () => {
    const { config, environment } = service.stores;
    const changed = { ...config, embeddingModel: 'large', embeddingDimension: 12 };
    const other = await makeService({ stores: { environment, config: changed } });
    try {
      expect(await search('seafaring', {}, other), 'no place is of this model').to.not.have.property('meaning');
      const { outcome } = await other.reindexContent({ how: 'build', ...rebuildDefaults, acceptDifferences: false });
      expect(outcome).to.equal('swapped');
      await settled(other);
      expect(keysOf(await search('seafaring', {}, other))).to.include.members(shown);
      const models = await sql<{ model: string }>(service.stores, 'SELECT DISTINCT model FROM item_place');
      expect(models).to.deep.equal([{ model: 'large/12' }]);
    } finally {
      await other.stop();
    }
  });
});

async function drained({ worker }: TestService): Promise<void> {
  while (await worker.drainOnce()) {
    // There may be more.
  }
}

async function using(service: TestService, work: (api: Client) => Promise<void>): Promise<void> {
  const served = await serve(service);
  try {
    await work(new Client(served.url));
  } finally {
    await served.close();
  }
}
