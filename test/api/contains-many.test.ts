import { expect } from 'chai';
import { Client, expectProblem, type Answer } from '../support/client.ts';
import { course, program, run, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { eventually, sql, type TestService } from '../support/service.ts';
import { makeToken } from '../support/token.ts';

type Results = Record<string, Record<string, boolean>>;

const [mine, theirs] = [uuidOf('who asks'), uuidOf('who is asked about')];

describe('contains, many at once', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  const catalogs = ['courses', 'runs', 'nothing', 'program', 'foreign'].map((name) => uuidOf(`many ${name}`));
  const [courses = '', runs = '', nothing = '', programs = '', foreign = ''] = catalogs;
  const keys = [
    'Many+1',
    'Many+2',
    'course-v1:Many+1+a',
    'course-v1:Many+1+b',
    'course-v1:Many+2+a',
    uuidOf('many program'),
    'No+Such',
    'many+1',
  ];

  before(async () => {
    ({ service, api, close } = await servedService());
    await api.post('/api/v1/content-metadata/', [
      course('Many+1'),
      course('Many+2'),
      run('Many+1', 'a'),
      run('Many+1', 'b'),
      run('Many+2', 'a'),
      program('many program'),
    ]);
    const filters: [string, string, object][] = [
      [courses, mine, { key: 'Many+1' }],
      [runs, mine, { key: ['course-v1:Many+1+a', 'course-v1:Many+2+a'] }],
      [nothing, mine, { key: 'Nobody+1' }],
      [programs, mine, { content_type: 'program' }],
      [foreign, theirs, { key: 'Many+1' }],
    ];
    for (const [uuid, enterprise_customer, content_filter] of filters) {
      const made = await api.post('/api/v1/enterprise-catalogs/', {
        uuid,
        title: uuid,
        enterprise_customer,
        content_filter,
      });
      expect(made.status).to.equal(201);
    }
  });
  after(() => close());

  const ask = (client: Client, content_keys: unknown, catalog_uuids: unknown): Promise<Answer<{ results: Results }>> =>
    client.post('/api/v1/contains', { content_keys, catalog_uuids });

  it('says of each pair what contains_content_items says of it', async () => {
    const { status, body } = await ask(api, keys, catalogs);
    expect(status).to.equal(200);
    expect(Object.keys(body.results)).to.deep.equal(catalogs);
    let yes = 0;
    for (const catalog of catalogs) {
      for (const key of keys) {
        const one = await api.get<{ contains_content_items: boolean }>(
          `/api/v1/enterprise-catalogs/${catalog}/contains_content_items/?course_run_ids=${encodeURIComponent(key)}`,
        );
        expect(body.results[catalog]?.[key], `${key} in ${catalog}`).to.equal(one.body.contains_content_items);
        yes += one.body.contains_content_items ? 1 : 0;
      }
    }
    // The course with its two runs, twice; two runs with their courses; the program.
    expect(yes).to.equal(3 + 3 + 4 + 1);
  });

  it('follows what changes, and takes repeats and uuids in either case', async () => {
    await api.post('/api/v1/content-metadata/', course('Late+1'));
    const at = async (): Promise<unknown> =>
      (await ask(api, ['Late+1', 'Late+1'], [nothing.toUpperCase(), nothing])).body.results;
    expect(await at()).to.deep.equal({ [nothing.toUpperCase()]: { 'Late+1': false }, [nothing]: { 'Late+1': false } });
    await api.ask('PATCH', `/api/v1/enterprise-catalogs/${nothing}/`, { body: { content_filter: { key: 'Late+1' } } });
    expect(await at()).to.deep.equal({ [nothing.toUpperCase()]: { 'Late+1': true }, [nothing]: { 'Late+1': true } });
  });

  it('refuses the whole for a catalog of another customer, as for one that is not there', async () => {
    const learner = new Client(api.url, makeToken({ username: 'l', roles: [`enterprise_learner:${mine}`] }));
    expect((await ask(learner, keys, [courses, runs])).status).to.equal(200);
    const details = [foreign, uuidOf('no catalog')].map(
      async (one) => expectProblem(await ask(learner, keys, [courses, one]), 403, 'forbidden').detail,
    );
    expect(new Set(await Promise.all(details)).size).to.equal(1);
    expectProblem(await ask(api, keys, [courses, uuidOf('no catalog')]), 404, 'not_found');
  });

  it('refuses what is no question', async () => {
    for (const [some, ofSome] of [
      [[], [courses]],
      [keys, []],
      [keys, ['no uuid']],
      [Array.from({ length: 1_001 }, String), [courses]],
      [keys, Array.from({ length: 101 }, (_, index) => uuidOf(String(index)))],
      ['Many+1', [courses]],
    ]) {
      expectProblem(await ask(api, some, ofSome), 400, 'bad_request');
    }
  });

  it('needs three statements for a thousand keys, however many catalogs', async () => {
    // What follows the answers asks, too.
    await eventually('every filter is registered', async () => {
      const announced = await sql(service.stores, 'SELECT id FROM catalog_query WHERE announced = 1');
      return announced.length === 0;
    });
    const asked = [await statements(), await statements()];
    const many = Array.from({ length: 1_000 }, (_, index) => keys[index] ?? `None+${String(index)}`);
    const { body } = await ask(api, many, catalogs);
    expect(Object.values(body.results).map((one) => Object.keys(one).length)).to.deep.equal(catalogs.map(() => 1_000));
    asked.push(await statements());
    const [first = 0, before = 0, after = 0] = asked;
    // A look at the metrics asks, too.
    expect(after - before - (before - first)).to.equal(3);
  });

  /** Statements that read, as the service counts them. */
  async function statements(): Promise<number> {
    const { body } = await api.get<string>('/metrics');
    const series = body
      .split('\n')
      .filter((line) => line.startsWith('dependency_request_duration_seconds_count{') && line.includes('"mysql"'))
      .filter((line) => line.includes('operation="query"') && line.includes('outcome="ok"'));
    expect(series, body.slice(0, 200)).to.have.length(1);
    return Number(series[0]?.split(' ').at(-1));
  }
});
