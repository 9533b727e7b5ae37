import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { parseJson } from '../../../src/kernel/json.ts';
import { compareInherited } from '../../support/compare-inherited.ts';
import { compareShown } from '../../support/compare-shown.ts';
import { Change } from './change.ts';
import { makeService, sql, type TestService } from '../../support/service.ts';

/** What programs and pathways inherit from their parts; the language's page and docs/architecture.md say when. */
describe('inherited membership', function () {
  this.timeout(60_000);
  let service: TestService;
  let change: Change;
  let query: string;
  const program = randomUUID();
  const pathway = randomUUID();

  before(async () => {
    service = await makeService();
    change = new Change(service);
  });
  after(() => service.stop());

  beforeEach(async () => {
    query = randomUUID();
    await filter({ content_type: 'course', level_type: 'b' });
    await store(course('Part+1', 'a'), course('Part+2', 'a'));
    await store(programOf('Part+1', 'Part+2'), pathwayOf(['Part+1'], [program]));
  });

  const store = (...documents: object[]): Promise<void> => change.store(...documents);
  const remove = (...keys: string[]): Promise<void> => change.remove(...keys);
  const filter = (value: object): Promise<void> => change.filter(query, value);
  function course(key: string, level: string): object {
    return { content_type: 'course', key, title: key, level_type: level };
  }
  function programOf(...keys: string[]): object {
    return { content_type: 'program', uuid: program, title: 'Program', courses: keys.map((key) => ({ key })) };
  }
  function pathwayOf(courses: string[], programs: string[]): object {
    const step = { courses: courses.map((key) => ({ key })), programs: programs.map((uuid) => ({ uuid })) };
    return { content_type: 'learnerpathway', uuid: pathway, title: 'Pathway', steps: [step] };
  }
  async function inherited(): Promise<string[]> {
    const rows = await sql<{ content_key: string }>(
      service.stores,
      `SELECT c.content_key FROM inherited_membership m JOIN content c ON c.id = m.content_id
       JOIN catalog_query q ON q.id = m.query_id WHERE q.uuid = ?`,
      [query],
    );
    return rows.map(({ content_key }) => content_key).sort();
  }
  const both = [program, pathway].sort();

  it('needs every course of a program, and one part of a pathway', async () => {
    expect(await inherited()).to.deep.equal([]);
    await store(course('Part+2', 'b'));
    expect(await inherited(), 'one of two, and none of the pathway').to.deep.equal([]);
    await store(course('Part+1', 'b'));
    expect(await inherited()).to.deep.equal(both);
    await store(course('Part+2', 'a'));
    expect(await inherited(), 'the pathway keeps its one').to.deep.equal([pathway]);
  });

  it('goes when a part is removed, and when the parent itself is', async () => {
    await store(course('Part+1', 'b'), course('Part+2', 'b'));
    await remove('Part+2');
    expect(await inherited()).to.deep.equal([pathway]);
    await remove(pathway);
    expect(await inherited()).to.deep.equal([]);
    await store(pathwayOf(['Part+1'], []));
    expect(await inherited(), 'it came back').to.deep.equal([pathway]);
  });

  it('follows the parts that a program has, those that are not stored yet included', async () => {
    await store(course('Part+1', 'b'));
    await store(programOf('Part+1'));
    expect(await inherited()).to.deep.equal(both);
    await store(programOf('Part+1', 'Part+9'));
    expect(await inherited(), 'a course that nobody has').to.deep.equal([pathway]);
    await store(course('Part+9', 'b'));
    expect(await inherited()).to.deep.equal(both);
    await store(programOf());
    expect(await inherited(), 'no courses at all').to.deep.equal([pathway]);
    await remove('Part+9');
  });

  it('follows the filter', async () => {
    await store(course('Part+1', 'b'), course('Part+2', 'b'));
    await filter({ content_type: 'course', level_type: 'a' });
    expect(await inherited()).to.deep.equal([]);
    await filter({ content_type: 'course', level_type: 'b' });
    expect(await inherited()).to.deep.equal(both);
  });

  it('reaches a pathway through a program that is a direct member, one step and no further', async () => {
    await store(pathwayOf([], [program]));
    await store(course('Part+1', 'b'), course('Part+2', 'b'));
    expect(await inherited(), 'the program only inherits').to.deep.equal([program]);
    await filter({ content_type: 'program' });
    expect(await inherited()).to.deep.equal([pathway]);
  });

  it('leaves pathways out where the filter does, and takes them in again', async () => {
    await store(course('Part+1', 'b'), course('Part+2', 'b'));
    await filter({ content_type: 'course', level_type: 'b', include_learner_pathways: false });
    expect(await inherited()).to.deep.equal([program]);
    await filter({ content_type: 'course', level_type: 'b', include_learner_pathways: true });
    expect(await inherited()).to.deep.equal(both);
  });

  it('is no containment', async () => {
    const uuid = randomUUID();
    await store(course('Part+1', 'b'), course('Part+2', 'b'));
    await service.inclusion.importCatalogs([
      { uuid, title: uuid, enterpriseUuid: randomUUID(), enterpriseName: null, queryUuid: query },
    ]);
    expect((await service.inclusion.catalogContains(uuid, ['Part+1'])).contained).to.equal(true);
    expect((await service.inclusion.catalogContains(uuid, [program, pathway])).contained).to.equal(false);
    const rows = await sql<{ content_key: string; membership: string }>(
      service.stores,
      'SELECT content_key, membership FROM v_catalog_content WHERE catalog_uuid = ?',
      [uuid],
    );
    expect(rows.map(({ content_key, membership }) => `${membership} ${content_key}`).sort()).to.deep.equal(
      ['direct Part+1', 'direct Part+2', `inherited ${pathway}`, `inherited ${program}`].sort(),
    );
  });

  it('is worked out from nothing as it was in steps', async () => {
    await store(course('Part+1', 'b'), course('Part+2', 'b'));
    await sql(service.stores, 'DELETE FROM inherited_membership');
    await sql(service.stores, `INSERT INTO inherit_pending (kind, id) SELECT 'query', id FROM catalog_query`);
    await service.inclusion.settleInherited();
    const { lost, extra, expected } = await compareInherited(service.stores);
    expect({ lost, extra }).to.deep.equal({ lost: [], extra: [] });
    expect(expected).to.be.greaterThan(5);
  });

  it('is worked out for many queries at once by their programs, and courses by their runs likewise', async () => {
    await sql(service.stores, 'DELETE FROM inherit_pending');
    const filters = Array.from({ length: 260 }, (_, index) => {
      const text = JSON.stringify({ level_type: ['b', 'run'], key__exclude: `None+${String(index)}` });
      return { uuid: randomUUID(), title: null, filter: { text, node: parseJson(text) } };
    });
    const run = { content_type: 'courserun', key: 'course-v1:Alone+1+2026', title: 'Run', level_type: 'run' };
    await store(course('Part+1', 'b'), course('Part+2', 'b'), course('Alone+1', 'a'), run);
    await service.inclusion.importQueries(filters);
    const [marked] = await sql<{ count: number }>(
      service.stores,
      `SELECT COUNT(*) AS count FROM inherit_pending WHERE kind = 'query'`,
    );
    expect(marked?.count).to.equal(260);
    expect(await service.inclusion.settleInherited(1)).to.equal(true);
    const left = await sql(service.stores, 'SELECT kind, id FROM inherit_pending');
    expect(left, 'after one round').to.not.have.length(0);
    expect(await service.inclusion.settleInherited()).to.equal(true);
    expect(await service.inclusion.settleInherited(), 'nothing left').to.equal(false);
    const { lost, extra, expected } = await compareInherited(service.stores);
    expect({ lost, extra }).to.deep.equal({ lost: [], extra: [] });
    expect(expected).to.be.greaterThan(500);
    const shown = await compareShown(service.stores);
    expect(shown).to.deep.equal({ lost: [], extra: [], expected: 260 });
  });
});
