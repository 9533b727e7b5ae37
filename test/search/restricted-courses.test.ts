import { expect } from 'chai';
import { Client } from '../support/client.ts';
import { course, listed, uuidOf } from '../support/documents.ts';
import { servedService, type ServedService } from '../support/served-service.ts';
import { makeToken } from '../support/token.ts';

interface Found {
  count: number;
  facets: Record<string, Record<string, number>>;
  results: { content_key: string }[];
}

const [ours, theirs] = [uuidOf('who sees private courses'), uuidOf('who sees none')];
const runKey = (key: string): string => `course-v1:${key}+r`;
/** Published and enrollable, and not on the market. */
const kept = (key: string, members: object = {}): object => ({
  key: runKey(key),
  uuid: uuidOf(runKey(key)),
  status: 'published',
  is_enrollable: true,
  is_marketable: false,
  restriction_type: 'custom-b2b-enterprise',
  ...members,
});
const advertising = (key: string, members: object = {}, ofRun: object = {}) =>
  course(key, {
    title: `Falconry ${key}`,
    subjects: [`Subject of ${key}`],
    owners: [{ key: 'Fal', name: 'Falcon School' }],
    advertised_course_run_uuid: uuidOf(runKey(key)),
    course_runs: [kept(key, ofRun)],
    ...members,
  });

/** Courses that learners are shown only where their query allows a restricted run; the last ones nobody is shown. */
const courses = [
  advertising('Priv+1'),
  advertising('Priv+2', { course_runs: [kept('Priv+2'), { key: 'course-v1:Priv+2+o', status: 'archived' }] }),
  advertising('Over+1', {}, { enrollment_end: '2020-01-01T00:00:00Z' }),
  advertising('None+1', { advertised_course_run_uuid: null }),
  advertising('Hid+1', {}, { hidden: true }),
  advertising('Other+1', { advertised_course_run_uuid: uuidOf(runKey('Other+1')) }),
  listed(course('Pub+1', { title: 'Falconry for all', subjects: ['Subject of Pub+1'] })),
];
const keys = courses.map(({ key }) => key);
/** Of one the run is allowed to nobody. */
const allowed = keys.filter((key) => key !== 'Other+1' && key !== 'Pub+1');

describe('courses that only restricted runs make discoverable', function () {
  this.timeout(60_000);
  let served: ServedService;

  before(async () => {
    served = await servedService();
    await served.api.post('/api/v1/content-metadata/?refresh=true', courses);
    const restricted_runs_allowed = Object.fromEntries(allowed.map((key) => [key, [runKey(key)]]));
    for (const [name, enterprise_customer, content_filter] of [
      ['sees them', ours, { content_type: 'course', restricted_runs_allowed }],
      ['of ours, sees none', ours, { content_type: 'course' }],
      // It names the same runs, and another course as theirs.
      ['sees none', theirs, { key: keys, restricted_runs_allowed: { 'Pub+1': allowed.map(runKey) } }],
    ] as const) {
      const body = { uuid: uuidOf(name), title: name, enterprise_customer, content_filter };
      const { status, body: told } = await served.api.post('/api/v1/enterprise-catalogs/', body);
      expect(status, JSON.stringify(told)).to.equal(201);
    }
  });
  after(() => served.close());

  const learnerOf = (customer: string): Client =>
    new Client(served.api.url, makeToken({ username: 'l', roles: [`enterprise_learner:${customer}`] }));
  const search = async (customer: string, query: Record<string, string>): Promise<Found> => {
    const path = `/api/v1/search?${new URLSearchParams({ facet: 'subjects', ...query }).toString()}`;
    const { status, body } = await learnerOf(customer).get<Found>(path);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body;
  };
  const found = ({ results }: Found): string[] => results.map(({ content_key }) => content_key).sort();
  const subjects = ({ facets }: Found): string[] => Object.keys(facets['subjects'] ?? {}).sort();
  const mine = ['Priv+1', 'Priv+2', 'Pub+1'];

  for (const q of ['', 'falconry']) {
    it(`are found and counted in catalogs that allow these runs: ${q || 'without words'}`, async () => {
      for (const place of [{}, { customer: ours }, { catalog: uuidOf('sees them') }]) {
        const answer = await search(ours, { q, ...place });
        expect(found(answer), JSON.stringify(place)).to.deep.equal(mine);
        expect(answer.count).to.equal(3);
        expect(subjects(answer)).to.deep.equal(mine.map((key) => `Subject of ${key}`));
      }
    });

    it(`are nowhere for anybody else, nor in another catalog of the same customer: ${q || 'without words'}`, async () => {
      for (const [customer, place] of [
        [ours, { catalog: uuidOf('of ours, sees none') }],
        [theirs, {}],
        [theirs, { catalog: uuidOf('sees none') }],
      ] as const) {
        const answer = await search(customer, { q, ...place });
        expect(found(answer), JSON.stringify(place)).to.deep.equal(['Pub+1']);
        expect(subjects(answer)).to.deep.equal(['Subject of Pub+1']);
        expect(answer.count).to.equal(1);
      }
    });
  }

  it('are suggested, and their names counted, by the same rule', async () => {
    const told = async (customer: string, path: string): Promise<string> =>
      JSON.stringify((await learnerOf(customer).get(`/api/v1/search/${path}`)).body);
    for (const path of ['suggest?q=falco', 'facets/subjects?value=subject']) {
      expect(await told(ours, path), path)
        .to.include('Priv+1')
        .and.not.match(/Over|None|Hid|Other/);
      expect(await told(theirs, path), path).to.not.match(/Priv|Over|None|Hid|Other/);
    }
  });

  it('are gone when nobody can enrol in their run, and when nothing is allowed any more', async () => {
    const store = (document: object) => served.api.post('/api/v1/content-metadata/?refresh=true', document);
    await store(advertising('Priv+1', {}, { is_enrollable: false }));
    expect(found(await search(ours, { q: 'falconry' }))).to.deep.equal(['Priv+2', 'Pub+1']);
    await store(advertising('Priv+1'));
    expect(found(await search(ours, { q: 'falconry' }))).to.deep.equal(mine);
    const path = `/api/v1/enterprise-catalogs/${uuidOf('sees them')}/`;
    const content_filter = { content_type: 'course', key: keys };
    expect((await served.api.ask('PATCH', path, { body: { content_filter } })).status).to.equal(200);
    expect(found(await search(ours, { q: 'falconry' }))).to.deep.equal(['Pub+1']);
  });
});
