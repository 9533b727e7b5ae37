import { expect } from 'chai';
import type { Client } from '../support/client.ts';
import { uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';

interface Item {
  content_type: string;
  key: string;
  active?: boolean;
  course_runs?: { key: string }[];
  course_run_keys?: string[];
}
interface Page {
  count: number;
  next: string | null;
  num_pages: number;
  results: Item[];
}

const restriction_type = 'custom-b2b-enterprise';
const open = { key: 'course-v1:R+1+open', status: 'published', is_enrollable: true, is_marketable: true };
const first = { ...open, key: 'course-v1:R+1+first', restriction_type };
const second = { ...open, key: 'course-v1:R+1+second', restriction_type };

/** Published and enrollable, and not on the market: so are runs that are made for one enterprise. */
const kept = { status: 'published', is_enrollable: true, is_marketable: false, restriction_type };
/** What each course has for runs, and whether a catalog that allows its run `r` lists it. */
const courses: Record<string, { runs: object[]; listed: boolean; members?: object }> = {
  'S+1': { runs: [{ ...kept, key: 'course-v1:S+1+r' }], listed: true },
  'S+2': { runs: [{ ...kept, key: 'course-v1:S+2+r', status: 'reviewed' }], listed: false },
  'S+3': { runs: [{ ...kept, key: 'course-v1:S+3+r', is_enrollable: false }], listed: false },
  'S+4': { runs: [{ ...kept, key: 'course-v1:S+4+r', restriction_type: 'custom-b2c' }], listed: false },
  'S+5': { runs: [{ ...first, key: 'course-v1:S+5+r', restriction_type: 'custom-b2c' }], listed: true },
  'S+6': {
    runs: [
      { ...open, key: 'course-v1:S+6+o', is_enrollable: false },
      { ...kept, key: 'course-v1:S+6+r' },
    ],
    listed: true,
  },
  'S+7': { runs: [{ ...kept, key: 'course-v1:S+7+r' }], listed: false, members: { active: false } },
  'S+8': {
    runs: [
      { ...kept, key: 'course-v1:S+8+r', is_enrollable: false },
      { ...kept, key: 'course-v1:S+8+other' },
    ],
    listed: false,
  },
};

describe('restricted runs in the content of a catalog', () => {
  let api: Client;
  let close: () => Promise<void>;
  const customer = uuidOf('customer of restricted runs');
  const [allows, plain] = [uuidOf('allows a run'), uuidOf('allows none')];
  const [sees, blind] = [uuidOf('sees the private runs'), uuidOf('does not see them')];

  before(async () => {
    ({ api, close } = await servedService());
    const keys = ['R+1', first.key, second.key, open.key];
    await api.post('/api/v1/content-metadata/', [
      { content_type: 'course', key: 'R+1', title: 'Mixed', course_runs: [open, first, second] },
      ...[open, first, second].map((run) => ({ content_type: 'courserun', ...run })),
      ...Object.entries(courses).map(([key, { runs, members }]) => ({
        content_type: 'course',
        key,
        title: key,
        course_runs: runs,
        ...members,
      })),
    ]);
    const courseFilter = { content_type: 'course', key: Object.keys(courses) };
    for (const [uuid, filter] of [
      [allows, { key: keys, restricted_runs_allowed: { 'course:R+1': [first.key] } }],
      [plain, { key: keys }],
      [
        sees,
        {
          ...courseFilter,
          restricted_runs_allowed: Object.fromEntries(Object.keys(courses).map((key) => [key, [`course-v1:${key}+r`]])),
        },
      ],
      [blind, courseFilter],
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

  const listed = Object.keys(courses).filter((key) => courses[key]?.listed);

  for (const query of ['', '?traverse_pagination=true']) {
    it(`make courses listed by v2 in which nobody else can enrol: ${query || 'a page'}`, async () => {
      const { count, results } = await contentOf('v2', sees, query);
      expect(results.map(({ key }) => key)).to.deep.equal(listed);
      expect(results.map(({ active }) => active)).to.deep.equal(listed.map(() => true));
      expect(count).to.equal(listed.length);
      for (const [version, catalog] of [
        ['v1', sees],
        ['v1', blind],
        ['v2', blind],
      ] as const) {
        expect(await contentOf(version, catalog, query), version)
          .to.include({ count: 0 })
          .and.deep.include({ results: [] });
      }
    });
  }

  it('make courses listed on pages by number and by cursor, each once', async () => {
    const keysOf = ({ results }: Page): string[] => results.map(({ key }) => key);
    for (const [place, key] of listed.entries()) {
      const page = await contentOf('v2', sees, `?page_size=1&page=${String(place + 1)}`);
      expect(keysOf(page)).to.deep.equal([key]);
      expect(page.num_pages).to.equal(listed.length);
    }
    const followed: string[] = [];
    for (let next: string | null = '?page_size=1'; next !== null;) {
      const page: Page = await contentOf('v2', sees, next);
      followed.push(...keysOf(page));
      next = page.next === null ? null : new URL(page.next).search;
    }
    expect(followed).to.deep.equal(listed);
  });

  it('make a course active in v2 by its key where they do so in lists, and nowhere else', async () => {
    const query = `?${Object.keys(courses)
      .map((key) => `content_keys=${encodeURIComponent(key)}`)
      .join('&')}`;
    const active = async (version: string, catalog: string): Promise<string[]> =>
      (await contentOf(version, catalog, query)).results.filter((item) => item.active).map(({ key }) => key);
    expect(await active('v2', sees)).to.deep.equal(listed);
    expect(await active('v1', sees)).to.deep.equal([]);
    expect(await active('v2', blind)).to.deep.equal([]);
  });

  it('are listed no more when the course changes so that nobody can enrol, and again when it changes back', async () => {
    const store = (runs: readonly object[] = []) =>
      api.post('/api/v1/content-metadata/', { content_type: 'course', key: 'S+1', title: 'S+1', course_runs: runs });
    const count = async (): Promise<number> => (await contentOf('v2', sees)).count;
    await store([{ ...kept, key: 'course-v1:S+1+r', is_enrollable: false }]);
    expect(await count()).to.equal(listed.length - 1);
    await store([{ ...open, key: 'course-v1:S+1+r' }]);
    expect(await count(), 'everybody’s by then').to.equal(listed.length);
    await store(courses['S+1']?.runs);
    expect(await count()).to.equal(listed.length);
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
