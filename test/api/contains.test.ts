import { expect } from 'chai';
import { expectProblem, type Answer, type Client } from '../support/client.ts';
import { course, program, run, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import type { TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';

interface Contains {
  contains_content_items: boolean;
  catalog_list?: string[];
}

describe('contains_content_items', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  const customer = uuidOf('a customer');
  /** What each catalog's filter asks for. */
  const catalogs = {
    course: { key: 'Has+Course' },
    run: { key: 'course-v1:Has+Run+2026' },
    program: { content_type: 'program' },
    nothing: { key: 'No+Such' },
  };

  before(async () => {
    ({ service, api, close } = await servedService());
    const stored = await api.post('/api/v1/content-metadata/', [
      course('Has+Course'),
      run('Has+Course', '2026'),
      run('Has+Course', '2027'),
      course('Has+Run'),
      run('Has+Run', '2026'),
      run('Has+Run', '2027'),
      course('Other+Course'),
      program('Has program', { courses: [{ key: 'Has+Course' }] }),
      program('Other program'),
    ]);
    expect(stored.status).to.equal(200);
    for (const [name, content_filter] of Object.entries(catalogs)) {
      const created = await api.post('/api/v1/enterprise-catalogs/', {
        uuid: uuidOf(name),
        title: name,
        enterprise_customer: customer,
        content_filter,
      });
      expect(created.status).to.equal(201);
    }
  });
  after(() => close());

  const asks = (catalog: string, query: string): Promise<Answer<Contains>> =>
    api.get<Contains>(`/api/v1/enterprise-catalogs/${uuidOf(catalog)}/contains_content_items/?${query}`);
  const asksCustomer = (query: string, uuid = customer): Promise<Answer<Contains>> =>
    api.get<Contains>(`/api/v1/enterprise-customer/${uuid}/contains_content_items/?${query}`);

  const cases: [query: string, course: boolean, run: boolean, program: boolean, why: string][] = [
    ['course_run_ids=Has+Course', true, false, false, 'a member, with its plus as it is'],
    ['course_run_ids=Has%2BCourse', true, false, false, 'a member, with its plus encoded'],
    ['course_run_ids=Has%20Course', true, false, false, 'a member, its plus decoded once too often'],
    ['course_run_ids=course-v1:Has+Course+2026', true, false, false, 'a run of a member'],
    ['course_run_ids=course-v1%3AHas%2BCourse%2B2027', true, false, false, 'a run of a member, encoded'],
    ['course_run_ids=Has+Run', false, true, false, 'the course of a member'],
    ['course_run_ids=course-v1:Has+Run+2026', false, true, false, 'a member that is a run'],
    ['course_run_ids=course-v1:Has+Run+2027', false, false, false, 'the sister of a member is two steps away'],
    ['course_run_ids=Other+Course', false, false, false, 'no member'],
    ['course_run_ids=No+Such', false, false, false, 'a key that the filter names and nobody has'],
    ['course_run_ids=course-v1:Has+Course+1999', false, false, false, 'a run that nobody knows'],
    ['course_run_ids=has+course', false, false, false, 'keys differ by case'],
    [`program_uuids=${uuidOf('Has program')}`, false, false, true, 'a program'],
    [`course_run_ids=${uuidOf('Has program')}`, false, false, true, 'a program under the other name'],
    ['program_uuids=Has+Course', true, false, false, 'a course under the other name'],
    [`program_uuids=${uuidOf('nobody')}`, false, false, false, 'a program that nobody knows'],
    ['course_run_ids=No+Such&course_run_ids=Has+Course', true, false, false, 'one of two'],
    ['course_run_ids=Has+Course&course_run_ids=Has+Run', true, true, false, 'both of two'],
    [`course_run_ids=No+Such&program_uuids=${uuidOf('Has program')}`, false, false, true, 'one of two kinds'],
    ['course_run_ids=Has+Course,Has+Run', false, false, false, 'a comma is part of a key'],
    ['course_run_ids=&course_run_ids=Has+Course', true, false, false, 'an empty one beside it'],
    ['course_run_ids=Has+Course&format=json&utm_source=x', true, false, false, 'parameters that mean nothing here'],
    [`course_run_ids=${encodeURIComponent("' OR 1=1 --")}`, false, false, false, 'no SQL'],
    [`course_run_ids=${encodeURIComponent('日本+データ 𝒟')}`, false, false, false, 'letters of all kinds'],
  ];

  for (const [query, inCourse, inRun, inProgram, why] of cases) {
    it(`${why}: ${query.slice(0, 80)}`, async () => {
      const answers = await Promise.all(['course', 'run', 'program', 'nothing'].map((name) => asks(name, query)));
      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200]);
      expect(answers.map(({ body }) => body)).to.deep.equal(
        [inCourse, inRun, inProgram, false].map((contains_content_items) => ({ contains_content_items })),
      );

      const expected = [
        ...(inCourse ? [uuidOf('course')] : []),
        ...(inRun ? [uuidOf('run')] : []),
        ...(inProgram ? [uuidOf('program')] : []),
      ];
      const bare = await asksCustomer(query);
      expect(bare.status).to.equal(200);
      expect(bare.body).to.deep.equal({ contains_content_items: expected.length > 0 });
      for (const name of ['get_catalogs_containing_specified_content_ids=True', 'get_catalog_list=true']) {
        const listed = await asksCustomer(`${query}&${name}`);
        expect(listed.body).to.deep.equal({ contains_content_items: expected.length > 0, catalog_list: expected });
      }
    });
  }

  it('gives no list of catalogs when it is not wanted', async () => {
    for (const no of ['False', 'false', '0', '']) {
      const { body } = await asksCustomer(
        `course_run_ids=Has+Course&get_catalogs_containing_specified_content_ids=${no}`,
      );
      expect(body).to.deep.equal({ contains_content_items: true });
    }
  });

  it('is false for a customer without catalogs', async () => {
    const { status, body } = await asksCustomer('course_run_ids=Has+Course&get_catalog_list=true', uuidOf('nobody'));
    expect(status).to.equal(200);
    expect(body).to.deep.equal({ contains_content_items: false, catalog_list: [] });
  });

  it('of many asked at the same moment, each has its own answer', async () => {
    const questions = Array.from({ length: 12 }).flatMap(() => [
      { catalog: 'course', query: 'course_run_ids=Has+Course', expected: true },
      { catalog: 'run', query: 'course_run_ids=Has+Course', expected: false },
      { catalog: 'nobody', query: 'course_run_ids=Has+Course', expected: undefined },
      { catalog: 'run', query: 'course_run_ids=Has+Run', expected: true },
      { catalog: 'course', query: 'course_run_ids=No+Such&course_run_ids=Has+Course', expected: true },
      { catalog: 'program', query: `program_uuids=${uuidOf('Has program')}`, expected: true },
    ]);
    const answers = await Promise.all(questions.map(({ catalog, query }) => asks(catalog, query)));
    expect(answers.map(({ status, body }) => [status, body.contains_content_items])).to.deep.equal(
      questions.map(({ expected }) => [expected === undefined ? 404 : 200, expected]),
    );
  });

  it('takes several hundred keys at once', async () => {
    const keys = Array.from({ length: 400 }, (_, index) => `course_run_ids=No+Such+${String(index)}`).join('&');
    expect((await asks('course', keys)).body.contains_content_items).to.equal(false);
    expect((await asks('course', `${keys}&course_run_ids=Has+Course`)).body.contains_content_items).to.equal(true);
  });

  it('refuses a question about nothing', async () => {
    for (const query of [
      '',
      'course_run_ids=',
      'course_run_id=Has+Course',
      'content_ids=Has+Course',
      'program_uuids',
    ]) {
      const { detail } = expectProblem(await asks('course', query), 400, 'bad_request');
      expect(detail).to.include('course_run_ids').and.to.include('program_uuids');
      expectProblem(await asksCustomer(query), 400, 'bad_request');
    }
  });

  it('does not know an unknown catalog, nor one that is no uuid', async () => {
    expectProblem(await asks('nobody', 'course_run_ids=Has+Course'), 404, 'not_found');
    const malformed = '/api/v1/enterprise-catalogs/none/contains_content_items/?course_run_ids=Has+Course';
    expectProblem(await api.get(malformed), 404, 'not_found');
    expectProblem(await asksCustomer('course_run_ids=Has+Course', 'acme'), 400, 'bad_request');
  });

  it('finds the catalog and the customer in either case', async () => {
    const path = `/api/v1/enterprise-catalogs/${uuidOf('course').toUpperCase()}/contains_content_items/`;
    expect((await api.get<Contains>(`${path}?course_run_ids=Has+Course`)).body.contains_content_items).to.equal(true);
    const { body } = await asksCustomer('course_run_ids=Has+Course', customer.toUpperCase());
    expect(body.contains_content_items).to.equal(true);
  });

  it('follows a course that is removed and one that comes', async () => {
    await api.post('/api/v1/enterprise-catalogs/', {
      uuid: uuidOf('moving'),
      title: 'moving',
      enterprise_customer: uuidOf('movers'),
      content_filter: { key: ['Moving+1'] },
    });
    expect((await asks('moving', 'course_run_ids=Moving+1')).body.contains_content_items).to.equal(false);
    await api.post('/api/v1/content-metadata/', [course('Moving+1'), run('Moving+1', '2026')]);
    expect((await asks('moving', 'course_run_ids=course-v1:Moving+1+2026')).body.contains_content_items).to.equal(true);
    await service.inclusion.decideItems(await service.replication.remove(['Moving+1'], author));
    expect((await asks('moving', 'course_run_ids=Moving+1')).body.contains_content_items).to.equal(false);
    expect((await asks('moving', 'course_run_ids=course-v1:Moving+1+2026')).body.contains_content_items).to.equal(
      false,
    );
  });
});
