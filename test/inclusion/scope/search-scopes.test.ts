import { expect } from 'chai';
import { parseJson } from '../../../src/kernel/json.ts';
import { SearchScopes } from '../../../src/inclusion/scope/search-scopes.ts';
import { course, program, uuidOf } from '../../support/documents.ts';
import { makeService, sql, type TestService } from '../../support/service.ts';
import { author, operator } from '../../support/writers.ts';

const catalogs = { catalogUuids: [uuidOf('levels'), uuidOf('runs')] };
const leveled = (key: string, level: string): object => course(key, { level_type: level });
const run = (level: string, parent = 'Part+2'): object => ({
  content_type: 'courserun',
  key: 'course-v1:Part+2+A',
  title: 'Run',
  level_type: level,
  course: parent,
});

/** One process changes what others keep. */
describe('what a search is kept to, in a process that keeps what it read', function () {
  this.timeout(60_000);
  let writer: TestService;
  let reader: TestService;

  before(async () => {
    writer = await makeService();
    reader = await makeService({ stores: writer.stores });
    await store(
      leveled('Part+1', 'in'),
      leveled('Part+2', 'out'),
      program('both', { courses: [{ key: 'Part+1' }, { key: 'Part+2' }] }),
      program('one', { courses: [{ key: 'Part+1' }] }),
    );
    await create('levels', { content_type: 'course', level_type: 'in' });
    await create('runs', { content_type: 'courserun', level_type: 'in' });
  });
  after(async () => {
    await reader.stop();
    await writer.stop();
  });

  async function store(...documents: object[]): Promise<void> {
    const { claims } = await writer.replication.store(documents, { author });
    await writer.inclusion.decideItems(claims, { waitForSearch: true });
  }
  async function create(title: string, filter: object): Promise<void> {
    await writer.inclusion.createCatalog(
      {
        uuid: uuidOf(title),
        title,
        enterpriseUuid: uuidOf('customer'),
        enterpriseName: null,
        query: { filter: written(filter) },
      },
      operator,
    );
  }
  const written = (filter: object) => ({ text: JSON.stringify(filter), node: parseJson(JSON.stringify(filter)) });

  async function keysOf(ids: readonly number[]): Promise<string[]> {
    const rows = await sql<{ id: number; content_key: string }>(
      writer.stores,
      'SELECT id, content_key FROM content WHERE id IN (?)',
      [[0, ...ids]],
    );
    return rows.map(({ content_key }) => content_key).sort();
  }
  const seen = async (): Promise<string[]> => keysOf((await reader.inclusion.searchScope(catalogs)).contentIds);

  it('sees at once what programs inherit and lose, and courses by their runs', async () => {
    expect(await seen()).to.deep.equal([uuidOf('one')]);
    expect(await seen(), 'kept').to.deep.equal([uuidOf('one')]);
    await store(leveled('Part+2', 'in'));
    expect(await seen()).to.deep.equal([uuidOf('both'), uuidOf('one')].sort());
    await store(leveled('Part+2', 'out'), run('in'));
    expect(await seen(), 'a course by its run').to.deep.equal(['Part+2', uuidOf('one')].sort());
    await store(leveled('Part+1', 'out'), run('out'));
    expect(await seen()).to.deep.equal([]);
    await store(leveled('Part+1', 'in'));
    expect(await seen()).to.deep.equal([uuidOf('one')]);
  });

  it('sees at once another filter, one that moved, and what is held back', async () => {
    const filters = async (): Promise<string> => JSON.stringify((await reader.inclusion.searchScope(catalogs)).filters);
    const before = await filters();
    await writer.inclusion.updateCatalog(
      uuidOf('levels'),
      { query: { filter: written({ content_type: 'course', level_type: ['in', 'other'] }) } },
      operator,
    );
    expect(before).to.not.include('other');
    expect(await filters()).to.include('other');

    await sql(
      writer.stores,
      `INSERT INTO membership_held (query_id, content_id, cause, since) SELECT m.query_id, m.content_id, 'item', m.since FROM membership m
       JOIN enterprise_catalog e ON e.query_id = m.query_id JOIN content c ON c.id = m.content_id WHERE c.content_key = 'Part+1'`,
    );
    expect(await seen()).to.include('Part+1');
    await sql(writer.stores, 'DELETE FROM membership_held');
    expect(await seen()).to.not.include('Part+1');
  });

  it('does not keep what changed between the look at the versions and the rows as if it were of that version', async () => {
    let meanwhile = (): Promise<void> => Promise.resolve();
    let statements = 0;
    const scopes = new SearchScopes({
      rows: async <Row>(statement: string, values?: readonly unknown[]): Promise<Row[]> => {
        const rows = await sql<Row>(writer.stores, statement, [...(values ?? [])]);
        statements += 1;
        const change = meanwhile;
        meanwhile = () => Promise.resolve();
        await change();
        return rows;
      },
    });
    const read = async (): Promise<string[]> => keysOf((await scopes.read(catalogs)).contentIds);
    meanwhile = () => store(leveled('Part+2', 'in'));
    expect(await read(), 'newer than the version').to.deep.equal([uuidOf('both'), uuidOf('one')].sort());
    await store(leveled('Part+2', 'out'));
    expect(await read()).to.deep.equal([uuidOf('one')]);
    meanwhile = () => store(leveled('Part+2', 'in'));
    expect(await read(), 'as kept, of the version that was looked at').to.deep.equal([uuidOf('one')]);
    expect(await read()).to.deep.equal([uuidOf('both'), uuidOf('one')].sort());
    statements = 0;
    expect(await read()).to.deep.equal([uuidOf('both'), uuidOf('one')].sort());
    expect(statements, 'where nothing has moved').to.equal(1);
  });

  it('leaves the version while nothing changes', async () => {
    const versions = (): Promise<object[]> =>
      sql(writer.stores, 'SELECT query_id, version FROM derived_version ORDER BY query_id');
    const before = await versions();
    await store(leveled('Part+2', 'in'));
    expect(await versions(), 'nothing has changed').to.deep.equal(before);
    await store(leveled('Part+2', 'out'));
    expect(await versions()).to.not.deep.equal(before);
  });
});
