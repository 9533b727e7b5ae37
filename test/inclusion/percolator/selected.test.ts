import { expect } from 'chai';
import { parseJson } from '../../../src/kernel/json.ts';
import { uuidOf } from '../../support/documents.ts';
import { makeService, sql, type TestService } from '../../support/service.ts';
import { author } from '../../support/writers.ts';

type Source = Record<string, unknown>;

/** The members by which a filter is selected: programs of before wrote none of them. */
const selecting = ['selector', 'selection', 'content_types', 'digest'];

/**
 * Filters are selected by terms, and what terms cannot say is tested by the service. Whoever registered a filter, and whatever is known of
 * its stamp, an item's answer is that of the filter which is registered.
 */
describe('filters that are selected', function () {
  this.timeout(60_000);
  let service: TestService;

  before(async () => {
    service = await makeService();
  });
  after(() => service.stop());

  it('match what the whole filter matches, of every kind', async () => {
    await add('list and level', { org: ['a', 'b'], level_type: 'x' });
    await add('bounds', { content_type: 'course', min_effort__lte: 3 });
    await add('exclusion', { level_type__not: ['x', 'z'] });
    await add('group', { any_of: [{ org: 'c', level_type: 'x' }, { key: ['S+9', 'S+1'] }] });
    await add('forced', { org: 'b', level_type: 'z', enterprise_force_include_aggregation_keys: ['course:S+3'] });
    await add('number', { min_effort: 5 });
    expect(await store({ key: 'S+1', org: 'a', level_type: 'x', min_effort: 3 })).to.deep.equal([
      'bounds',
      'group',
      'list and level',
    ]);
    expect(await store({ key: 'S+2', org: 'c', level_type: 'x', min_effort: 5 })).to.deep.equal(['group', 'number']);
    expect(await store({ key: 'S+3', org: 'b', level_type: 'y', min_effort: 4 })).to.deep.equal([
      'exclusion',
      'forced',
    ]);
    expect(await store({ key: 'S+4', org: 'b', level_type: 'z' })).to.deep.equal(['forced']);
    expect(
      await store({ content_type: 'courserun', key: 'S+5', org: 'a', level_type: 'y', min_effort: 2 }),
    ).to.deep.equal(['exclusion']);
  });

  it('are all answered by terms alone, also one that asks about numbers only', async () => {
    const { filters } = await service.inclusion.filterCosts({ after: 0, offset: 0, limit: 100 });
    expect(filters.map(({ title, extractionResult }) => [title, extractionResult])).to.deep.equal([
      ['list and level', 'complete'],
      ['bounds', 'complete'],
      ['exclusion', 'complete'],
      ['group', 'complete'],
      ['forced', 'complete'],
      ['number', 'complete'],
    ]);
  });

  it('are run as a whole by a process that has just begun, and has met none that is', async () => {
    const other = await makeService({ stores: service.stores });
    await rewrite('number', without);
    expect(await store({ key: 'S+2', org: 'c', level_type: 'x', min_effort: 4 })).to.deep.equal(['group']);
    expect(await store({ key: 'S+2', org: 'c', level_type: 'x', min_effort: 5 }, other)).to.deep.equal([
      'group',
      'number',
    ]);
    await other.stop();
    await restore('number');
  });

  for (const [who, change] of [
    ['a program of before', (source: Source) => without(source)],
    [
      'a program that selects otherwise',
      (source: Source) => ({
        ...source,
        selection: 99,
        selector: { term: { 'filter.key': 'nothing' } },
        content_types: ['x'],
      }),
    ],
  ] as const) {
    it(`are run as a whole where ${who} registered them`, async () => {
      await rewrite('list and level', change);
      expect(await store({ key: 'S+6', org: 'a', level_type: 'x' })).to.deep.equal(['list and level']);
      expect(await store({ key: 'S+6', org: 'a', level_type: 'w' })).to.deep.equal(['exclusion']);
      expect(await store({ key: 'S+6', org: 'a', level_type: 'x' })).to.deep.equal(['list and level']);
      await restore('list and level');
      expect(await store({ key: 'S+6', org: 'b', level_type: 'x' })).to.deep.equal(['list and level']);
    });
  }

  it('are known anew where another filter comes to a stamp that was there before, as after a restored database', async () => {
    expect(await store({ key: 'S+7', org: 'a', level_type: 'x' })).to.deep.equal(['list and level']);
    // Registered by another process, from a row that had been restored and edited: the same stamp and selector, and another rest.
    const query = {
      bool: { filter: [{ terms: { 'filter.org': ['a', 'b'] } }, { term: { 'filter.level_type': 'w' } }] },
    };
    await rewrite('list and level', (source) => ({ ...source, query, digest: 12_345 }));
    expect(await store({ key: 'S+7', org: 'a', level_type: 'w' })).to.deep.equal(['exclusion', 'list and level']);
    expect(await store({ key: 'S+7', org: 'b', level_type: 'x' })).to.deep.equal([]);
    await restore('list and level');
    expect(await store({ key: 'S+7', org: 'b', level_type: 'x', min_effort: 9 })).to.deep.equal(['list and level']);
  });

  it('come in any number for one item, and in batches', async () => {
    const titles = Array.from({ length: 120 }, (_, index) => `many ${String(index)}`);
    for (const [index, title] of titles.entries()) {
      await add(title, { org: ['m', `m${String(index)}`], level_type__not: `l${String(index % 2)}` });
    }
    expect(
      (await store({ key: 'S+8', org: 'm', level_type: 'l0' })).filter((title) => title.startsWith('many')),
    ).to.have.length(60);
    const documents = Array.from({ length: 130 }, (_, index) => ({
      content_type: 'course',
      key: `Batch+${String(index)}`,
      org: `m${String(index)}`,
      level_type: 'l1',
    }));
    const { claims } = await service.replication.store(documents, { author });
    const decisions = await service.inclusion.decideItems(claims);
    expect(decisions.map((decision) => decision?.outcome)).to.deep.equal(documents.map(() => 'decided'));
    const rows = await sql<{ title: string; content_key: string }>(
      service.stores,
      `SELECT title, content_key FROM membership JOIN catalog_query q ON q.id = query_id JOIN content c ON c.id = content_id
       WHERE content_key LIKE 'Batch+%' AND title LIKE 'many %'`,
    );
    const expected = titles.flatMap((title, index) => (index % 2 === 0 ? [`${title} Batch+${String(index)}`] : []));
    expect(rows.map(({ title, content_key: key }) => `${title} ${key}`).sort()).to.deep.equal(expected.sort());
  });

  /** Registrations that were rewritten, as they were, by the titles of their filters. */
  const originals = new Map<string, Source>();

  function without(source: Source): Source {
    return Object.fromEntries(Object.entries(source).filter(([name]) => !selecting.includes(name)));
  }

  /** Writes a registration as somebody else might have. */
  async function rewrite(title: string, change: (source: Source) => Source): Promise<void> {
    const [row] = await sql<{ id: number }>(service.stores, 'SELECT id FROM catalog_query WHERE title = ?', [title]);
    const { opensearchUrl, indexPrefix } = service.stores.config;
    const document = `${opensearchUrl}/${indexPrefix}catalog-queries/_doc/${String(row?.id)}`;
    const { _source, _version } = (await (await fetch(document)).json()) as { _source: Source; _version: number };
    originals.set(title, originals.get(title) ?? _source);
    const written = await fetch(`${document}?refresh=true&version_type=external_gte&version=${String(_version)}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(change(_source)),
    });
    expect(written.ok, await written.text()).to.equal(true);
  }

  function restore(title: string): Promise<void> {
    return rewrite(title, () => originals.get(title) ?? {});
  }

  async function add(title: string, filter: object): Promise<void> {
    const text = JSON.stringify(filter);
    const query = { uuid: uuidOf(title), title, filter: { text, node: parseJson(text) } };
    expect(await service.inclusion.importQueries([query])).to.deep.equal([{ outcome: 'created' }]);
    await service.inclusion.registerAnnounced({ abandoned: false });
  }

  /** @returns the titles of the filters that match the item then */
  async function store(
    document: { key: string } & Record<string, unknown>,
    { replication, inclusion }: TestService = service,
  ): Promise<string[]> {
    const { claims } = await replication.store([{ content_type: 'course', ...document }], { author });
    const [decision] = await inclusion.decideItems(claims);
    expect(decision?.outcome).to.equal('decided');
    const rows = await sql<{ title: string }>(
      service.stores,
      `SELECT title FROM membership JOIN catalog_query q ON q.id = query_id JOIN content c ON c.id = content_id
       WHERE content_key = ? ORDER BY title`,
      [document.key],
    );
    return rows.map(({ title }) => title);
  }
});
