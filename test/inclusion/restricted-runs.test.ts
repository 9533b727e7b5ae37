import { expect } from 'chai';
import { courseAsSeen } from '../../src/replication/normalize/course-as-seen.ts';
import { parseJson } from '../../src/kernel/json.ts';
import { makeService, sql, type TestService } from '../support/service.ts';
import { author, operator } from '../support/writers.ts';
import { uuidOf } from '../support/documents.ts';

const restriction_type = 'custom-b2b-enterprise';
const open = { key: 'course-v1:R+1+open', pacing_type: 'instructor_paced' };
const first = { key: 'course-v1:R+1+first', pacing_type: 'self_paced', restriction_type };
const second = { key: 'course-v1:R+1+second', pacing_type: 'mixed', restriction_type };

const mixed = { content_type: 'course', key: 'R+1', title: 'Mixed', course_runs: [open, first, second] };
const hidden = { content_type: 'course', key: 'R+2', title: 'Hidden', course_runs: [{ ...first, key: 'R+2+first' }] };
const run = { content_type: 'courserun', ...first };

const filters = {
  plain: { pacing_type: 'self_paced' },
  'sees the first': { pacing_type: 'self_paced', restricted_runs_allowed: { 'R+1': [first.key] } },
  'sees the second': { pacing_type: 'self_paced', restricted_runs_allowed: { 'course:R+1': [second.key] } },
  'sees both': { pacing_type: ['self_paced', 'mixed'], restricted_runs_allowed: { 'R+1': [second.key, first.key] } },
  'sees none of it': { pacing_type: 'self_paced', restricted_runs_allowed: { 'R+3': [first.key] } },
  'sees the hidden': { content_type: 'course', restricted_runs_allowed: { 'R+2': ['R+2+first'] } },
  excludes: { content_type: 'course', pacing_type__not: 'self_paced', restricted_runs_allowed: { 'R+1': [first.key] } },
  words: { title: 'mixed', pacing_type: 'self_paced', restricted_runs_allowed: { 'R+1': [first.key] } },
  forces: { key: 'nothing', enterprise_force_include_aggregation_keys: ['course:R+2', 'courserun:R+1'] },
};

const expected = [
  'excludes: ',
  'forces: R+2',
  'plain: ',
  'sees both: R+1, course-v1:R+1+first',
  'sees none of it: course-v1:R+1+first',
  'sees the first: R+1, course-v1:R+1+first',
  'sees the hidden: R+1, R+2',
  'sees the second: ',
  'words: R+1',
];

describe('restricted runs', function () {
  this.timeout(60_000);
  let service: TestService;

  beforeEach(async () => {
    service = await makeService();
  });
  afterEach(() => service.stop());

  it('are seen by the filters that name them, where the filters come last', async () => {
    await store(mixed, hidden, run);
    await importFilters(filters);
    expect(await members()).to.deep.equal(expected);
  });

  it('and where the items come last; both again say the same', async () => {
    await importFilters(filters);
    await store(mixed, hidden, run);
    expect(await members()).to.deep.equal(expected);
    await sql(service.stores, 'UPDATE content SET revision = revision + 1, due_at = UTC_TIMESTAMP(3)');
    await drain();
    expect(await members()).to.deep.equal(expected);
    await sql(service.stores, 'UPDATE catalog_query SET revision = revision + 1, due_at = UTC_TIMESTAMP(3)');
    await drain();
    expect(await members()).to.deep.equal(expected);
  });

  it('a change that only they know is decided, and so is a change of what a filter sees', async () => {
    await importFilters({ watched: filters['sees the first'] });
    await store(mixed);
    expect(await members()).to.deep.equal(['watched: R+1']);
    await store({ ...mixed, course_runs: [open, { ...first, pacing_type: 'other' }, second] });
    expect(await members()).to.deep.equal(['watched: ']);
    await store(mixed);
    await importFilters({
      watched: { ...filters['sees the first'], restricted_runs_allowed: { 'R+1': [second.key] } },
    });
    expect(await members()).to.deep.equal(['watched: ']);
    await importFilters({ watched: filters['sees the first'] });
    await importFilters({ watched: { pacing_type: 'instructor_paced' } });
    expect(await members()).to.deep.equal(['watched: R+1']);
    expect(await sql(service.stores, 'SELECT * FROM query_sight')).to.deep.equal([]);
  });

  it('a course is everybody’s when its run is restricted no more, and leaves when it becomes so', async () => {
    await importFilters({ plain: filters.plain, seeing: filters['sees the first'] });
    await store({ ...mixed, course_runs: [open, { ...first, restriction_type: null }] });
    expect(await members()).to.deep.equal(['plain: R+1', 'seeing: R+1']);
    await store(mixed);
    expect(await members()).to.deep.equal(['plain: ', 'seeing: R+1']);
  });

  it('a search in a catalog finds a course that only its filter sees', async () => {
    await store(hidden);
    const write = (title: string, filter: object) => {
      const text = JSON.stringify(filter);
      return service.inclusion.createCatalog(
        {
          uuid: uuidOf(title),
          title,
          enterpriseUuid: uuidOf('customer'),
          enterpriseName: null,
          query: { filter: { text, node: parseJson(text) } },
        },
        operator,
      );
    };
    await write('blind', { content_type: 'course' });
    await write('seeing', filters['sees the hidden']);
    const found = async (title: string): Promise<number> => {
      const {
        filters: [filter],
      } = await service.inclusion.searchScope({ catalogUuids: [uuidOf(title)] });
      const { opensearchUrl, indexPrefix } = service.stores.config;
      const answer = await fetch(`${opensearchUrl}/${indexPrefix}content/_count`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: filter }),
      });
      return ((await answer.json()) as { count: number }).count;
    };
    expect(await found('blind')).to.equal(0);
    expect(await found('seeing')).to.equal(1);
  });

  async function store(...documents: object[]): Promise<void> {
    const { claims } = await service.replication.store(documents, { author });
    const decisions = await service.inclusion.decideItems(claims);
    expect(decisions.map((decision) => decision?.outcome)).to.deep.equal(claims.map(() => 'decided'));
  }

  async function importFilters(written: Record<string, object>): Promise<void> {
    const outcomes = await service.inclusion.importQueries(
      Object.entries(written).map(([title, filter]) => {
        const text = JSON.stringify(filter);
        return { uuid: uuidOf(title), title, filter: { text, node: parseJson(text) } };
      }),
      { force: true },
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'refused')).to.deep.equal([]);
  }

  async function drain(): Promise<void> {
    while (await service.worker.drainOnce()) {
      // Until nothing is left.
    }
  }

  async function members(): Promise<string[]> {
    const rows = await sql<{ told: string }>(
      service.stores,
      `SELECT CONCAT(q.title, ': ', COALESCE(GROUP_CONCAT(c.content_key ORDER BY c.content_key SEPARATOR ', '), '')) AS told
       FROM catalog_query q LEFT JOIN membership m ON m.query_id = q.id LEFT JOIN content c ON c.id = m.content_id
       GROUP BY q.id, q.title ORDER BY q.title`,
    );
    return rows.map(({ told }) => told);
  }
});

describe('a course as a query sees it', () => {
  const price = 'first_enrollable_paid_seat_price';
  const now = Date.UTC(2026, 10, 20);
  const course = {
    content_type: 'course' as const,
    key: 'R+1',
    [price]: 10,
    advertised_course_run_uuid: 'u1',
    course_run_keys: [open.key],
    course_run_statuses: ['published'],
    course_runs: [
      { ...open, status: 'published' },
      { ...first, uuid: 'u1', status: 'reviewed', [price]: 99, start: '2026-01-01', enrollment_end: '2027-01-01' },
      { ...second, status: 'archived' },
    ],
  };
  const seen = (...runs: string[]) => courseAsSeen(course, { allowed: new Set(runs), now });

  it('has the runs that may be seen, and what is worked out from them', () => {
    const { document, normalized } = seen(first.key);
    expect(document['course_run_keys']).to.deep.equal([open.key, first.key]);
    expect(document['course_runs']).to.deep.equal([course.course_runs[0], course.course_runs[1]]);
    expect(document['course_run_statuses']).to.deep.equal(['published', 'reviewed']);
    expect(document[price]).to.equal(99);
    expect(normalized.advertised_course_run?.key).to.equal(first.key);
    expect(normalized.normalized_metadata?.enroll_by_date).to.equal('2027-01-01');
    expect(Object.keys(normalized.normalized_metadata_by_run)).to.deep.equal([open.key, first.key]);
    expect(normalized.restricted_run_keys).to.deep.equal([first.key]);
  });

  it('is everybody’s where nothing is allowed, and the document itself stays as it is', () => {
    const before = JSON.stringify(course);
    const { document, normalized } = seen('course-v1:Another+1+R');
    expect(document['course_run_keys']).to.deep.equal([open.key]);
    expect(document[price]).to.equal(10);
    expect(normalized.advertised_course_run).to.equal(null);
    expect(JSON.stringify(course)).to.equal(before);
  });
});
