import { expect } from 'chai';
import { membersOf, parseJson } from '../../src/kernel/json.ts';
import { enrollmentUrl, withCampaign } from '../../src/replication/port.ts';
import { expectProblem, type Answer, type Client } from '../support/client.ts';
import { course, program, run, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import type { TestService } from '../support/service.ts';
import { operatorToken } from '../support/token.ts';

type Item = Record<string, unknown> & { course_runs?: Record<string, unknown>[] };

const portalCustomer = uuidOf('a customer with a portal');
const plainCustomer = uuidOf('a customer without');
const catalogOf = (customer: string): string => uuidOf(`catalog of ${customer}`);
const open = { status: 'published', is_enrollable: true, is_marketable: true };
const runKey = 'course-v1:Url+1+2026';

/** An item as a member of a customer's catalog: what is put over the upstream document. */
describe('an item of a catalog', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    ({ service, api, close } = await servedService({
      settings: { LMS_URL: 'https://lms.example.test/', LEARNER_PORTAL_URL: 'https://portal.example.test' },
    }));
    await service.inclusion.importCustomers([
      {
        uuid: portalCustomer,
        name: 'Méthfield Labs',
        slug: 'methfield-labs-370',
        attributes: { enable_learner_portal: true },
      },
    ]);
    await api.post('/api/v1/content-metadata/', [
      course('Url+1', {
        marketing_url: 'https://www.example.test/course/url-1?ref=a',
        product_source: 'edx',
        course_runs: [{ ...open, key: runKey, marketing_url: 'https://www.example.test/run' }],
      }),
      run('Url+1', '2026', open),
      course('Exec+1', {
        course_type: 'executive-education-2u',
        course_runs: [{ ...open, key: 'course-v1:Exec+1+1' }],
      }),
      program('Url program', { marketing_url: 'no address' }),
      { content_type: 'learnerpathway', uuid: uuidOf('url pathway'), title: 'Path', status: 'active', steps: [] },
    ]);
    for (const customer of [portalCustomer, plainCustomer]) {
      const made = await api.post('/api/v1/enterprise-catalogs/', {
        uuid: catalogOf(customer),
        title: 'All',
        enterprise_customer: customer,
        publish_audit_enrollment_urls: customer === plainCustomer ? 'true' : 'false',
        content_filter: { content_type: ['course', 'courserun', 'program', 'learnerpathway'] },
      });
      expect(made.status).to.equal(201);
    }
  });
  after(() => close());

  const read = (customer: string, key: string, version = 'v1'): Promise<Answer<Item>> =>
    api.get<Item>(`/api/${version}/enterprise-customer/${customer}/content-metadata/${key}/`);
  const item = async (customer: string, key: string): Promise<Item> => {
    const { status, body } = await read(customer, key);
    expect(status, key).to.equal(200);
    return body;
  };
  const campaign = 'utm_medium=enterprise&utm_source=methfield-labs';

  it('leads to the learner portal when the customer uses it', async () => {
    const found = await item(portalCustomer, 'Url+1');
    const page = 'https://portal.example.test/methfield-labs-370/course/Url+1';
    expect(found).to.include({
      content_type: 'course',
      key: 'Url+1',
      enrollment_url: `${page}?${campaign}`,
      marketing_url: `https://www.example.test/course/url-1?ref=a&${campaign}`,
      xapi_activity_id: 'https://lms.example.test/xapi/activities/course/Url+1',
      active: true,
      parent_content_key: null,
    });
    expect(found['product_source']).to.deep.equal({ name: 'edx', slug: null, description: null });
    expect(found.course_runs?.[0]).to.deep.include({
      key: runKey,
      parent_content_key: 'Url+1',
      enrollment_url: `${page}?course_run_key=course-v1%3AUrl%2B1%2B2026&${campaign}`,
      marketing_url: 'https://www.example.test/run',
    });
  });

  it('leads to the LMS for other customers, and to its audit track where the catalog says so', async () => {
    const found = await item(plainCustomer, 'Url+1');
    const query = `?audit=true&catalog=${catalogOf(plainCustomer)}&utm_medium=enterprise`;
    const base = `https://lms.example.test/enterprise/${plainCustomer}/course`;
    expect(found['enrollment_url']).to.equal(`${base}/Url+1/enroll/${query}`);
    expect(found.course_runs?.[0]?.['enrollment_url']).to.equal(`${base}/${runKey}/enroll/${query}`);
  });

  it('leads to the pages of executive education, whose runs have no address of their own', async () => {
    const found = await item(portalCustomer, 'Exec+1');
    expect(found['enrollment_url']).to.equal(
      `https://portal.example.test/methfield-labs-370/executive-education-2u/course/Exec+1?${campaign}`,
    );
    expect(found.course_runs?.[0]).to.have.property('parent_content_key', 'Exec+1');
    expect(found.course_runs?.[0]).to.not.have.property('enrollment_url');
    expect((await item(plainCustomer, 'Exec+1'))['enrollment_url']).to.equal(null);
  });

  it('has an address also where it is none to enrol in: null', async () => {
    for (const key of [uuidOf('Url program'), uuidOf('url pathway')]) {
      const found = await item(portalCustomer, key);
      expect(found['enrollment_url']).to.equal(null);
      expect(found).to.not.have.property('xapi_activity_id');
    }
    expect((await item(portalCustomer, uuidOf('Url program')))['marketing_url']).to.equal('no address');
  });

  it('is the course where a run is asked for, and the run where its course is no member', async () => {
    expect((await item(portalCustomer, runKey))['key']).to.equal('Url+1');
    const own = uuidOf('a customer of one run');
    await api.post('/api/v1/enterprise-catalogs/', {
      title: 'A run',
      enterprise_customer: own,
      content_filter: { content_type: 'courserun' },
    });
    const found = await item(own, runKey);
    expect(found).to.include({ key: runKey, parent_content_key: 'Url+1' });
    expect(found['xapi_activity_id']).to.equal(`https://lms.example.test/xapi/activities/courserun/${runKey}`);
    expectProblem(await read(own, 'Url+1'), 404, 'not_found');
  });

  it('is found by its uuid, in both versions, and not outside of the customer’s catalogs', async () => {
    const byKey = await read(portalCustomer, 'Url+1');
    expect((await read(portalCustomer, uuidOf('Url+1').toUpperCase())).body).to.deep.equal(byKey.body);
    expect((await read(portalCustomer, 'Url+1', 'v2')).body).to.deep.equal(byKey.body);
    expectProblem(await read(uuidOf('a customer without catalogs'), 'Url+1'), 404, 'not_found');
    expectProblem(await read(portalCustomer, 'No+Such'), 404, 'not_found');
    expectProblem(await read('no-uuid', 'Url+1'), 400, 'bad_request');
  });

  it('was last changed when it, its catalog or its customer was', async () => {
    const at = async (): Promise<unknown> => (await item(portalCustomer, 'Url+1'))['content_last_modified'];
    const before = await at();
    await api.ask('PATCH', `/api/v1/enterprise-catalogs/${catalogOf(portalCustomer)}/`, { body: { title: 'Else' } });
    expect(String(await at()) > String(before)).to.equal(true);
  });

  it('is never older than what is stored, also where it was shown a moment ago', async () => {
    const stored = async (title: string): Promise<void> => {
      const document = course('Kept+1', { title, marketing_url: 'https://www.example.test/k', course_runs: [open] });
      expect((await api.post('/api/v1/content-metadata/', document)).status).to.equal(200);
    };
    const shown = async (): Promise<unknown[]> =>
      Promise.all([portalCustomer, plainCustomer].map(async (customer) => (await item(customer, 'Kept+1'))['title']));
    await stored('One');
    expect(await shown()).to.deep.equal(['One', 'One']);
    for (const title of ['Two', 'One', 'Three']) {
      await stored(title);
      expect(await shown()).to.deep.equal([title, title]);
    }
    // What nobody decides on leaves the revision as it is.
    const answer = await api.post<{ results: { outcome: string }[] }>('/api/v1/content-metadata/', {
      ...course('Kept+1', { title: 'Three', marketing_url: 'https://www.example.test/k', course_runs: [open] }),
      nobody_asks_for_this: 1,
    });
    expect(answer.body.results[0]?.outcome).to.equal('changed');
    expect((await item(plainCustomer, 'Kept+1'))['nobody_asks_for_this']).to.equal(1);
  });

  it('has each of its members once, those that come from the catalog too', async () => {
    for (const key of ['Url+1', runKey, uuidOf('Url program'), uuidOf('url pathway')]) {
      const answer = await fetch(
        `${api.url}/api/v1/enterprise-customer/${plainCustomer}/content-metadata/${encodeURIComponent(key)}/`,
        { headers: { Authorization: `JWT ${operatorToken()}` } },
      );
      const text = await answer.text();
      const names = membersOf(parseJson(text)).map(({ name }) => name);
      expect(new Set(names).size, text).to.equal(names.length);
    }
  });

  it('keeps whatever stands in its key inside the path', () => {
    const catalog = {
      uuid: catalogOf(portalCustomer),
      title: '',
      enterpriseUuid: portalCustomer,
      queryId: 1,
      allowedRuns: [],
      publishAuditEnrollmentUrls: false,
      modifiedAt: new Date(0),
      customer: { name: '??', slug: 'a/b', usesLearnerPortal: true },
    };
    const enrolment = { courseKey: 'A/../B?c#d+1', runKey: null, isExecutiveEducation: false };
    expect(enrollmentUrl(catalog, enrolment, { lms: 'https://l', learnerPortal: 'https://p' })).to.equal(
      'https://p/a%2Fb/course/A%2F..%2FB%3Fc%23d+1?utm_medium=enterprise&utm_source=a%2Fb',
    );
    expect(withCampaign(catalog, undefined)).to.equal(undefined);
  });

  describe('filter_content_items', () => {
    const filter = (version: string, body: unknown, customer = plainCustomer): Promise<Answer<object>> =>
      api.post(`/api/${version}/enterprise-customer/${customer}/filter_content_items/`, body);

    for (const version of ['v1', 'v2']) {
      it(`gives the keys that a catalog of the customer contains, in their order: ${version}`, async () => {
        const content_keys = ['No+Such', runKey, 'Url+1', 'Url+1', uuidOf('Url program')];
        expect((await filter(version, { content_keys })).body).to.deep.equal({
          filtered_content_keys: [runKey, 'Url+1', uuidOf('Url program')],
        });
        expect((await filter(version, { content_keys: [] })).body).to.deep.equal({ filtered_content_keys: [] });
      });
    }

    it('looks into the customer’s own catalogs only, whichever are named', async () => {
      const ask = async (customer: string, ...catalog_uuids: string[]): Promise<object> =>
        (await filter('v1', { content_keys: ['Url+1'], catalog_uuids }, customer)).body;
      const yes = { filtered_content_keys: ['Url+1'] };
      const no = { filtered_content_keys: [] };
      expect(await ask(plainCustomer, catalogOf(plainCustomer).toUpperCase())).to.deep.equal(yes);
      expect(await ask(plainCustomer, catalogOf(portalCustomer))).to.deep.equal(no);
      expect(await ask(plainCustomer)).to.deep.equal(no);
      expect(await ask(uuidOf('a customer without catalogs'), catalogOf(plainCustomer))).to.deep.equal(no);
    });

    it('refuses what is no list of keys', async () => {
      expectProblem(await filter('v1', {}), 400, 'bad_request');
      expectProblem(await filter('v1', { content_keys: ['A+1'], catalog_uuids: ['x'] }), 400, 'bad_request');
    });
  });
});
