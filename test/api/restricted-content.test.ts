import { expect } from 'chai';
import type { Client } from '../support/client.ts';
import { uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';

interface Item {
  content_type: string;
  key: string;
  course_runs?: { key: string }[];
  course_run_keys?: string[];
}
interface Page {
  count: number;
  results: Item[];
}

const restriction_type = 'custom-b2b-enterprise';
const open = { key: 'course-v1:R+1+open', status: 'published', is_enrollable: true, is_marketable: true };
const first = { ...open, key: 'course-v1:R+1+first', restriction_type };
const second = { ...open, key: 'course-v1:R+1+second', restriction_type };

describe('restricted runs in the content of a catalog', () => {
  let api: Client;
  let close: () => Promise<void>;
  const customer = uuidOf('customer of restricted runs');
  const [allows, plain] = [uuidOf('allows a run'), uuidOf('allows none')];

  before(async () => {
    ({ api, close } = await servedService());
    const keys = ['R+1', first.key, second.key, open.key];
    await api.post('/api/v1/content-metadata/', [
      { content_type: 'course', key: 'R+1', title: 'Mixed', course_runs: [open, first, second] },
      ...[open, first, second].map((run) => ({ content_type: 'courserun', ...run })),
    ]);
    for (const [uuid, filter] of [
      [allows, { key: keys, restricted_runs_allowed: { 'course:R+1': [first.key] } }],
      [plain, { key: keys }],
    ] as const) {
      const { status, body } = await api.post('/api/v1/enterprise-catalogs/', {
        uuid,
        title: uuid,
        enterprise_customer: customer,
        content_filter: filter,
      });
      expect(status, JSON.stringify(body)).to.equal(201);
    }
  });
  after(() => close());

  const contentOf = async (version: string, catalog: string, query = ''): Promise<Page> =>
    (await api.get<Page>(`/api/${version}/enterprise-catalogs/${catalog}/get_content_metadata/${query}`)).body;
  const shown = ({ results }: Page): string[] =>
    results.map(({ key, course_runs }) => [key, ...(course_runs ?? []).map((run) => run.key)].join(' '));

  const openCourse = `R+1 ${open.key}`;
  const seenCourse = `R+1 ${open.key} ${first.key}`;

  for (const query of ['', '?traverse_pagination=true', `?content_keys=R%2B1`]) {
    it(`are shown by v2 where the query allows them, and by v1 nowhere: ${query || 'a page'}`, async () => {
      expect(shown(await contentOf('v1', allows, query))).to.deep.equal([openCourse, open.key]);
      expect(shown(await contentOf('v2', allows, query))).to.deep.equal([seenCourse, open.key, first.key]);
      for (const version of ['v1', 'v2']) {
        expect(shown(await contentOf(version, plain, query)), version).to.deep.equal([openCourse, open.key]);
      }
    });
  }

  it('are counted where they are shown', async () => {
    expect((await contentOf('v1', allows)).count).to.equal(2);
    expect((await contentOf('v2', allows)).count).to.equal(3);
    expect((await contentOf('v2', plain)).count).to.equal(2);
  });

  it('are worked into what a course tells of its runs', async () => {
    const [course] = (await contentOf('v2', allows)).results;
    expect(course?.course_run_keys).to.deep.equal([open.key, first.key]);
  });

  it('are contained by the rule of every run, in both versions: shown is another matter', async () => {
    const contains = async (version: string, catalog: string, key: string): Promise<boolean> => {
      const path = `/api/${version}/enterprise-catalogs/${catalog}/contains_content_items/?course_run_ids=${encodeURIComponent(key)}`;
      return (await api.get<{ contains_content_items: boolean }>(path)).body.contains_content_items;
    };
    for (const version of ['v1', 'v2']) {
      expect(await contains(version, allows, first.key), `${version}: a member that its query names`).to.equal(true);
      expect(await contains(version, plain, first.key), `${version}: a run of a member`).to.equal(true);
      expect(await contains(version, plain, 'course-v1:R+1+unknown'), `${version}: not known`).to.equal(false);
    }
  });

  it('are found by key through the customer, in v2', async () => {
    const path = (version: string): string =>
      `/api/${version}/enterprise-customer/${customer}/content-metadata/${encodeURIComponent('R+1')}/`;
    const runs = async (version: string): Promise<string[] | undefined> =>
      (await api.get<Item>(path(version))).body.course_runs?.map(({ key }) => key);
    expect(await runs('v1')).to.deep.equal([open.key]);
    expect(await runs('v2')).to.deep.equal([open.key, first.key]);
  });
});
