import { expect } from 'chai';
import fc from 'fast-check';
import type { NewPin } from '../../src/search/port.ts';
import { Client } from '../support/client.ts';
import { course, listed, program, run, uuidOf } from '../support/documents.ts';
import { servedService, type ServedService } from '../support/served-service.ts';
import { sql } from '../support/service.ts';
import { makeToken } from '../support/token.ts';
import { author } from '../support/writers.ts';
import { randomRequests, type RandomRequest } from './support/random-requests.ts';

const customers = ['acme', 'beta', 'gamma'].map(uuidOf);
const [acme = '', beta = ''] = customers;
const numbers = Array.from({ length: 20 }, (_, number) => number);
const levels = ['Introductory', 'Intermediate', 'Advanced'];
/** Found in any answer, it says which item that is from. */
const mark = (number: number | string): string => `zq${String(number)}zq`;
const marked = /zq(\w+?)zq/g;

/** Each has its own words beside some that others have too. */
function item(number: number): object {
  const document = course(`Vis+${String(number)}`, {
    title: `Common ${mark(number)}`,
    short_description: `Shared by ${mark(number)}.`,
    full_description: `<p>Much about ${mark(number)}.</p>`,
    level_type: levels[number % 3],
    subjects: ['Everything', mark(number)],
    skill_names: [number % 2 === 0 ? 'Even' : 'Odd', mark(number)],
    owners: [{ key: 'Own', name: `Partner ${mark(number)}` }],
    first_enrollable_paid_seat_price: 1_000 + number,
  });
  const run = `course-v1:Vis+${String(number)}+secret`;
  switch (number % 5) {
    case 4:
      return { ...listed(document), advertised_course_run_uuid: null };
    case 3:
      return number % 2 === 0
        ? listed(document)
        : {
            ...document,
            course_runs: [
              { key: run, uuid: uuidOf(run), restriction_type: 'custom-b2b-enterprise', status: 'published' },
            ],
          };
    default:
      return listed(document);
  }
}
const isListed = (number: number): boolean => number % 5 < 3 || (number % 5 === 3 && number % 2 === 0);
const programs = { own: [0, 6, 12], mixed: [0, 1, 2] };
const catalogs: Record<string, { customer: string; filter: object }> = {
  easy: { customer: acme, filter: { level_type: 'Introductory' } },
  one: { customer: acme, filter: { key: ['Vis+7', 'Vis+8', 'Vis+9'] } },
  runs: { customer: acme, filter: { key: ['course-v1:Vis+10+apart', 'course-v1:Vis+14+apart'] } },
  theirs: { customer: beta, filter: { key: 'course-v1:Vis+11+apart' } },
  hard: { customer: beta, filter: { level_type: 'Advanced' } },
  all: { customer: beta, filter: { content_type: ['course', 'program'] } },
  middle: { customer: uuidOf('gamma'), filter: { level_type: 'Intermediate' } },
};

/** One with catalogs of his and of another's, and one that he has no part in. The titles of tags, too, say whose they are. */
const academies: Record<string, { catalogs: string[]; tags: Record<string, number[]> }> = {
  shared: { catalogs: ['easy', 'hard', 'all'], tags: { Everything: numbers, [mark(1)]: [1, 2], [mark(0)]: [0, 1] } },
  foreign: { catalogs: ['hard', 'middle'], tags: { [mark(2)]: numbers, Everything: numbers } },
};
const tags = [...new Set(Object.values(academies).flatMap((academy) => Object.keys(academy.tags)))];

/** Whatever a learner asks, by every way into the index: nothing that is not his is in an answer. */
describe('the answers to a learner, whatever he asks', function () {
  this.timeout(120_000);
  let served: ServedService;
  let learner: Client;
  let key: string;
  let cursors: string[];
  /** Marks of what he may see. */
  let visible: Set<string>;

  before(async () => {
    served = await servedService({ settings: { PORTAL_KEY_SECRET: 'what keys of portals are signed with' } });
    const { api, service } = served;
    const ofCourses = (courses: number[]): Record<string, unknown> => ({
      courses: courses.map((number) => ({ key: `Vis+${String(number)}` })),
      marketing_url: 'https://www.example.test/program',
    });
    await api.post('/api/v1/content-metadata/?refresh=true', [
      ...numbers.map(item),
      ...[10, 11, 14].map((number) => run(`Vis+${String(number)}`, 'apart', { level_type: 'Apart' })),
      ...Object.entries(programs).map(([name, courses]) => program(`Common ${mark(name)}`, ofCourses(courses))),
    ]);
    for (const [name, { customer, filter }] of Object.entries(catalogs)) {
      const body = { uuid: uuidOf(name), title: name, query_title: name, enterprise_customer: customer };
      const created = await api.post('/api/v1/enterprise-catalogs/', { ...body, content_filter: filter });
      expect(created.status, JSON.stringify(created.body)).to.equal(201);
    }
    for (const [name, academy] of Object.entries(academies)) {
      const body = {
        title: name,
        enterprise_catalogs: academy.catalogs.map(uuidOf),
        tags: Object.entries(academy.tags).map(([title, carriers]) => ({
          title,
          content_keys: carriers.map((number) => `Vis+${String(number)}`),
        })),
      };
      expect((await api.ask('PUT', `/api/v1/academies/${uuidOf(name)}/`, { body })).status).to.equal(200);
    }
    await service.inclusion.settleInherited();
    await service.search.refresh();
    learner = new Client(api.url, makeToken({ username: 'lea', roles: [`enterprise_learner:${acme}`] }));
    key = await searchKey(api, acme);
    cursors = await cursorsOf(api.url, beta);
    await layTraps();
    visible = await readVisible();
  });
  after(() => served.close());

  /** What operators say may name anything. */
  async function layTraps(): Promise<void> {
    const { steering } = served.service;
    const pin = (name: string, rule: Partial<NewPin>): Promise<unknown> => {
      const none = { name, customer: null, matches: 'exact', text: '', pinned: [], hidden: [] } as const;
      return steering.putPin(author, { ...none, ...rule }, { apply: true });
    };
    await pin('every', {
      matches: 'beginning',
      pinned: ['Vis+1', 'Vis+4', 'Vis+13', uuidOf(`Common ${mark('mixed')}`)],
    });
    await pin('theirs', { text: 'common', customer: beta, pinned: ['Vis+2', 'Vis+5'], hidden: ['Vis+0'] });
    await pin('his', { text: 'shared', customer: acme, pinned: ['Vis+14', 'Vis+6', 'Vis+2'], hidden: ['Vis+12'] });
    const rules = [`common => ${mark(1)}`, `shared, ${mark(2)}, ${mark(4)}`, `odd => even, ${mark(5)}`];
    const synonyms = rules.map((rule, index) => ({ locale: 'en' as const, name: `r${String(index)}`, rule }));
    await steering.putSynonyms(author, synonyms, { apply: true });
  }

  /** By the database's memberships, and of what was made so that learners may be shown it. */
  async function readVisible(): Promise<Set<string>> {
    const rows = await sql<{ content_key: string }>(
      served.service.stores,
      `SELECT DISTINCT c.content_key FROM enterprise_catalog e
       JOIN (SELECT query_id, content_id FROM membership UNION ALL SELECT query_id, content_id FROM inherited_membership
         UNION ALL SELECT m.query_id, course.id FROM membership m JOIN content r ON r.id = m.content_id
         JOIN content course ON course.content_key = r.parent_key) m ON m.query_id = e.query_id
       JOIN content c ON c.id = m.content_id WHERE e.enterprise_uuid = ? AND c.deleted_at IS NULL`,
      [acme],
    );
    const members = new Set(rows.map(({ content_key }) => content_key));
    const courses = numbers.filter((number) => isListed(number) && members.has(`Vis+${String(number)}`)).map(String);
    const others = Object.keys(programs).filter((name) => members.has(uuidOf(`Common ${mark(name)}`)));
    return new Set([...courses, ...others]);
  }

  const send = ({ method, path, body, portal }: RandomRequest) =>
    portal === true
      ? new Client(served.api.url, null).ask<object>(method, path, {
          body: JSON.stringify(body),
          headers: { 'x-algolia-api-key': key, 'x-algolia-application-id': 'any' },
        })
      : learner.ask<object>(method, path, body === undefined ? {} : { body });

  it('are what the database says is his, where he asks for everything', async () => {
    expect([...visible].sort()).to.deep.equal(['0', '10', '12', '15', '18', '6', '7', '8', 'own'].sort());
    for (const q of ['', 'common ']) {
      const { body } = await learner.get<{ count: number; results: object[] }>(`/api/v1/search?q=${q}&page_size=100`);
      expect(new Set(marksIn(body.results)), q).to.deep.equal(visible);
      expect(body.count).to.equal(visible.size);
    }
    const all = await send({ method: 'POST', path: '/1/indexes/enterprise_catalog/query', body: {}, portal: true });
    expect(new Set(marksIn((all.body as { hits: object[] }).hits))).to.deep.equal(visible);
  });

  it('are never of what is not his', async () => {
    const requests = randomRequests({
      marks: [...numbers, ...Object.keys(programs)].map(mark),
      keys: numbers.map((number) => `Vis+${String(number)}`),
      levels,
      customers,
      catalogs: Object.keys(catalogs).map(uuidOf),
      titles: Object.keys(catalogs),
      academies: Object.keys(academies).map(uuidOf),
      tags,
      cursors,
    });
    const answered = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const { status, body } = await send(request);
        const what = `${JSON.stringify(request)}: ${JSON.stringify(body)}`;
        expect(status, what).to.be.oneOf([200, 400, 403, 404]);
        answered.set(status, (answered.get(status) ?? 0) + 1);
        if (status === 200) {
          const foreign = marksIn(body).filter((one) => !visible.has(one));
          expect(foreign, what).to.deep.equal([]);
          expect(Math.max(0, ...countsIn(body)), what).to.be.at.most(visible.size);
        }
      }),
      { numRuns: 150 },
    );
    // Some of them say something, nearly half as a rule, and some go too far.
    expect(answered.get(200) ?? 0).to.be.greaterThan(20);
    expect((answered.get(400) ?? 0) + (answered.get(403) ?? 0)).to.be.greaterThan(5);
  });
});

async function searchKey(api: Client, customer: string): Promise<string> {
  const { body } = await api.get<{ algolia: { secured_api_key: string } }>(
    `/api/v1/enterprise-customer/${customer}/secured-algolia-api-key/`,
  );
  return body.algolia.secured_api_key;
}

/** Places in the results of somebody else. */
async function cursorsOf(url: string, customer: string): Promise<string[]> {
  const other = new Client(url, makeToken({ username: 'bo', roles: [`enterprise_learner:${customer}`] }));
  const answers = await Promise.all(
    ['', 'common', 'everything'].map((q) =>
      other.get<{ next_cursor: string | null }>(`/api/v1/search?q=${q}&page_size=2`),
    ),
  );
  return answers.flatMap(({ body }) => (body.next_cursor === null ? [] : [body.next_cursor]));
}

/** Which items an answer tells of. What the portal's protocol tells back of the request is no news. */
function marksIn(body: unknown): string[] {
  const text = JSON.stringify(body, (name, value: unknown) => (['query', 'params'].includes(name) ? undefined : value));
  return [...text.matchAll(marked)].map(([, found = '']) => found);
}

/** Every number that counts items. */
function countsIn(body: unknown): number[] {
  const counts: number[] = [];
  JSON.parse(JSON.stringify(body), (name, value: unknown) => {
    if (['count', 'nbHits'].includes(name) && typeof value === 'number') {
      counts.push(value);
    }
    if (['facets'].includes(name) && typeof value === 'object' && value !== null) {
      counts.push(
        ...Object.values(value as Record<string, Record<string, number>>).flatMap((one) => Object.values(one)),
      );
    }
    return value;
  });
  return counts;
}
