import { expect } from 'chai';
import { expectProblem, type Client } from '../support/client.ts';
import { course, run, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { sql, type TestService } from '../support/service.ts';

interface Entry {
  name: string;
  wanted: unknown;
  actual: Record<string, unknown[]>;
  holds: boolean;
}
interface Explanation {
  contained: boolean;
  through: { itself: boolean; runs: string[]; course: string | null };
  member_since: string | null;
  inherited: { since: string; from: string[] } | null;
  held: boolean;
  filter: { holds: boolean; forced: boolean; hidden: boolean; entries: Entry[] };
  pending: string[];
}

describe('why an item is in a catalog, or is not', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  const catalog = uuidOf('explained catalog');
  const filter = {
    content_type: ['course', 'courserun'],
    level_type: 'Introductory',
    org__exclude: ['BadX'],
    start__gte: '2026-01-01',
    enterprise_force_include_aggregation_keys: ['course:Forced+1'],
    include_learner_pathways: false,
  };
  const starts = { course_runs: [{ key: 'course-v1:Good+1+1', start: '2026-05-01T00:00:00Z' }] };

  before(async () => {
    ({ service, api, close } = await servedService());
    await api.post('/api/v1/content-metadata/', [
      course('Good+1', { level_type: 'Introductory', org: 'GoodX', ...starts }),
      course('Bad+1', { level_type: 'Advanced', org: 'BadX' }),
      course('Forced+1', { aggregation_key: 'course:Forced+1' }),
      course('Runs+1'),
      run('Runs+1', '1', { level_type: 'Introductory', start: '2026-02-01T00:00:00Z' }),
      run('Good+1', '1'),
      {
        content_type: 'learnerpathway',
        uuid: uuidOf('explained pathway'),
        title: 'Path',
        level_type: 'Introductory',
        start: '2026-02-01',
        steps: [],
      },
      run('Hid+1', '1', { level_type: 'Introductory', restriction_type: 'custom-b2b-enterprise' }),
    ]);
    const made = await api.post('/api/v1/enterprise-catalogs/', {
      uuid: catalog,
      title: 'Explained',
      enterprise_customer: uuidOf('explained customer'),
      content_filter: filter,
    });
    expect(made.status).to.equal(201);
  });
  after(() => close());

  const explain = async (key: string): Promise<Explanation> => {
    const { status, body } = await api.get<Explanation>(`/api/v1/enterprise-catalogs/${catalog}/explain/${key}`);
    expect(status, JSON.stringify(body)).to.equal(200);
    const contains = await api.get<{ contains_content_items: boolean }>(
      `/api/v1/enterprise-catalogs/${catalog}/contains_content_items/?course_run_ids=${key}`,
    );
    expect(body.contained, key).to.equal(contains.body.contains_content_items);
    return body;
  };
  const verdicts = ({ filter: { entries } }: Explanation): Record<string, boolean> =>
    Object.fromEntries(entries.map(({ name, holds }) => [name, holds]));

  it('shows each entry of the filter with what it wants and what the item has', async () => {
    const good = await explain('Good+1');
    expect(good.through).to.deep.equal({ itself: true, runs: [], course: null });
    expect(good.member_since).to.match(/^20\d\d-/);
    expect(good.filter).to.deep.equal({
      holds: true,
      forced: false,
      hidden: false,
      entries: [
        { name: 'content_type', wanted: filter.content_type, actual: { content_type: ['course'] }, holds: true },
        { name: 'level_type', wanted: 'Introductory', actual: { level_type: ['Introductory'] }, holds: true },
        { name: 'org__exclude', wanted: ['BadX'], actual: { org: ['goodx'] }, holds: true },
        { name: 'start__gte', wanted: '2026-01-01', actual: { start: ['2026-05-01T00:00:00.000Z'] }, holds: true },
        {
          name: 'enterprise_force_include_aggregation_keys',
          wanted: ['course:Forced+1'],
          actual: { aggregation_key: ['course:Good+1'] },
          holds: false,
        },
        {
          name: 'include_learner_pathways',
          wanted: false,
          actual: { content_type: ['course'] },
          holds: true,
        },
      ],
    });
    expect(good.pending).to.deep.equal([]);
  });

  it('says which entries keep an item out', async () => {
    const bad = await explain('Bad+1');
    expect(bad).to.deep.include({
      contained: false,
      member_since: null,
      through: { itself: false, runs: [], course: null },
    });
    expect(bad.filter.holds).to.equal(false);
    expect(verdicts(bad)).to.include({
      content_type: true,
      level_type: false,
      org__exclude: false,
      start__gte: false,
    });
    expect(bad.filter.entries.find(({ name }) => name === 'start__gte')?.actual).to.deep.equal({ start: [] });
  });

  it('knows what is forced, what comes through a run or a course, and what is hidden', async () => {
    const forced = await explain('Forced+1');
    expect([forced.contained, forced.filter.forced, forced.filter.holds]).to.deep.equal([true, true, true]);
    expect(verdicts(forced)).to.include({ level_type: false, enterprise_force_include_aggregation_keys: true });
    const course = await explain('Runs+1');
    expect([course.contained, course.filter.holds]).to.deep.equal([true, false]);
    expect(course.through).to.deep.equal({ itself: false, runs: ['course-v1:Runs+1+1'], course: null });
    const ofCourse = await explain('course-v1:Good+1+1');
    expect([ofCourse.contained, ofCourse.filter.holds]).to.deep.equal([true, false]);
    expect(ofCourse.through).to.deep.equal({ itself: false, runs: [], course: 'Good+1' });
    const hidden = await explain('course-v1:Hid+1+1');
    expect([hidden.contained, hidden.filter.hidden, hidden.filter.holds]).to.deep.equal([false, true, false]);
    const pathway = await explain(uuidOf('explained pathway'));
    expect([pathway.contained, pathway.filter.holds]).to.deep.equal([false, false]);
    expect(verdicts(pathway)).to.include({ include_learner_pathways: false, content_type: false, level_type: true });
  });

  it('asks groups and words of the engine too', async () => {
    const uuid = uuidOf('explained words');
    const made = await api.post('/api/v1/enterprise-catalogs/', {
      uuid,
      title: 'Words',
      enterprise_customer: uuidOf('explained customer'),
      content_filter: {
        title__match: 'goods about',
        any_of: [{ level_type: 'Advanced' }, { start__gte: '2026-04-01', org: 'goodx' }],
        none_of: [{ org: 'goodx' }, { title__phrase: 'bad' }],
      },
    });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    const path = `/api/v1/enterprise-catalogs/${uuid}/explain/Good+1`;
    const { filter: explained } = (await api.get<Explanation>(path)).body;
    expect(explained.holds).to.equal(false);
    expect(explained.entries.map(({ name, holds }) => [name, holds])).to.deep.equal([
      ['title__match', true],
      ['any_of', true],
      ['none_of', false],
    ]);
    expect(Object.keys(explained.entries[1]?.actual ?? {})).to.deep.equal(['level_type', 'start', 'org']);
  });

  it('tells the chain of what is inherited, and what is held', async () => {
    const [pathway, uuid] = [uuidOf('inheriting pathway'), uuidOf('explained chain')];
    await api.post('/api/v1/content-metadata/', [
      course('Part+1'),
      course('Part+2'),
      {
        content_type: 'learnerpathway',
        uuid: pathway,
        title: 'Inherits',
        steps: [{ courses: [{ key: 'Part+1' }, { key: 'Part+2' }], programs: [] }],
      },
    ]);
    await api.post('/api/v1/enterprise-catalogs/', {
      uuid,
      title: 'Chain',
      enterprise_customer: uuidOf('explained customer'),
      content_filter: { key: 'Part+2' },
    });
    const of = async (key: string): Promise<Explanation> =>
      (await api.get<Explanation>(`/api/v1/enterprise-catalogs/${uuid}/explain/${key}`)).body;
    const inherits = await of(pathway);
    expect([inherits.contained, inherits.filter.holds, inherits.inherited?.from]).to.deep.equal([
      false,
      false,
      ['Part+2'],
    ]);
    const direct = await of('Part+2');
    expect([direct.inherited, direct.held]).to.deep.equal([null, false]);
    await sql(
      service.stores,
      `INSERT INTO membership_held (query_id, content_id, cause, since) SELECT query_id, content_id, 'item', since
       FROM membership JOIN content ON id = content_id WHERE content_key = 'Part+2'`,
    );
    expect((await of('Part+2')).held).to.equal(true);
  });

  it('says what is not decided yet', async () => {
    await api.post('/api/v1/content-metadata/', course('Good+1', { level_type: 'Advanced', org: 'GoodX', ...starts }), {
      Prefer: 'respond-async',
    });
    const waiting = await explain('Good+1');
    // It is still indexed as it was.
    expect([waiting.contained, waiting.filter.holds, waiting.pending]).to.deep.equal([true, true, ['item']]);
    await service.worker.drainOnce();
    const decided = await explain('Good+1');
    expect([decided.contained, decided.filter.holds, decided.pending]).to.deep.equal([false, false, []]);
    await sql(service.stores, 'UPDATE catalog_query SET revision = revision + 1, due_at = UTC_TIMESTAMP(3)');
    expect((await explain('Good+1')).pending).to.deep.equal(['filter']);
    await service.worker.drainOnce();
    expect((await explain('Good+1')).pending).to.deep.equal([]);
  });

  it('asks the filter that the catalog is on its way to, and tells the members that it has until then', async () => {
    const other = await api.post<{ catalog_query_uuid: string }>('/api/v1/enterprise-catalogs/', {
      title: 'Where it goes',
      enterprise_customer: uuidOf('explained customer'),
      content_filter: { key: 'Bad+1' },
    });
    const move =
      'UPDATE enterprise_catalog SET next_query_id = (SELECT id FROM catalog_query WHERE uuid = ?) WHERE uuid = ?';
    await sql(service.stores, move, [other.body.catalog_query_uuid, catalog]);
    const moving = await explain('Bad+1');
    expect([moving.contained, moving.filter.holds, moving.pending]).to.deep.equal([false, true, ['filter']]);
    expect(moving.filter.entries.map(({ name }) => name)).to.deep.equal(['key']);
    await sql(service.stores, 'UPDATE enterprise_catalog SET next_query_id = NULL WHERE uuid = ?', [catalog]);
  });

  it('knows neither an unknown item nor an unknown catalog', async () => {
    expectProblem(await api.get(`/api/v1/enterprise-catalogs/${catalog}/explain/No+Such`), 404, 'not_found');
    expectProblem(await api.get(`/api/v1/enterprise-catalogs/${uuidOf('none')}/explain/Good+1`), 404, 'not_found');
  });
});
