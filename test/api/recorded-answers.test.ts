import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { request } from 'undici';
import type { Client } from '../support/client.ts';
import { uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { makeToken } from '../support/token.ts';
import { misfits, type Shape } from './support/shape.ts';

interface Recorded {
  name: string;
  actor: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: [string, string][];
  /** So many `content_keys`. */
  keys?: number;
  json?: unknown;
  status: number;
  authenticate?: string;
  body: Shape;
  /** What does not depend on the other service's corpus: these values are ours too. */
  same?: unknown;
}
interface Cases {
  actors: Record<string, { username?: string; staff?: boolean; roles?: string[] }>;
  filter: { content_type: string[]; partner: string; aggregation_key: string[] };
  documents: [Item, Item, Item];
  items: Record<string, Shape>;
  answers: Recorded[];
}
type Item = Record<string, unknown> & { key: string; course_runs: Record<string, unknown>[] };

const file = path.resolve(import.meta.dirname, 'cases/recorded-answers.json');
const placeholders: Record<string, string> = {
  u1: uuidOf('the catalog that is written'),
  u2: uuidOf('a catalog that nobody may write'),
  q1: uuidOf('the query that is written'),
  n: '1',
};
const cases = JSON.parse(
  readFileSync(file, 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name: string) => placeholders[name] ?? ''),
) as Cases;

const catalogs = {
  a: { uuid: '24b21705-97c2-485a-90f2-2269c9e414ab', customer: '51291603-8058-4c93-b7d9-eb4c620c0867' },
  c: { uuid: 'fa29f9cb-d971-4f78-b41f-ff35f85fa812', customer: 'c00c3d86-0d06-4ea8-8c78-09d02db79a14' },
  others: ['6a28e3c5-c8c2-4f61-ad80-abfab42dc719', '16c47dfa-7da7-469e-ae33-85c18f1d9c8b'],
};

const queryShown = 'catalogs answer the query that they use (docs/decisions/0005-catalogs-answer-their-query.md)';
const problem =
  'errors are problem details, with a text in `detail` (docs/decisions/0004-errors-are-problem-details.md)';
/** What differs on purpose: by the answer's name, then where in it. */
const deviations: { answers: RegExp; at: RegExp; why: string }[] = [
  {
    answers: /enterprise-catalogs (list|detail|write)/,
    at: /\/(catalog_query_uuid|query_title): text, not null$/,
    why: queryShown,
  },
  {
    answers: /nothing (given|asked)$|101 keys$|none given$/,
    at: /^(\/\w+: missing|\/title: text, not a list|: object, not (a list|text))$/,
    why: problem,
  },
];

/**
 * Requests that were recorded at the service which this one replaces, sent to this one: status, and each member of the answer and its
 * type, as there. The catalog that most of them ask has the recorded filter; its courses are copies of a recorded one.
 */
describe('answers that clients know from the service before', function () {
  this.timeout(60_000);
  let api: Client;
  let close: () => Promise<void>;
  const seen = new Set<number>();

  before(async () => {
    ({ api, close } = await servedService());
    const [course, run, program] = cases.documents;
    const inCatalog = cases.filter.aggregation_key
      .filter((key) => key.startsWith('course:'))
      .map((key) => key.slice(7));
    const copies = [...inCatalog, 'NoumfieldX+WDEB00000', 'VouthbridgeX+HRUM00015'].filter((key) => key !== course.key);
    const stored = await api.post<{ results: { outcome: string; key: string }[] }>('/api/v1/content-metadata/', [
      course,
      run,
      program,
      ...copies.map((key) => copyOf(course, key)),
    ]);
    expect(stored.body.results.filter(({ outcome }) => outcome === 'refused')).to.deep.equal([]);
    const made = [
      {
        ...catalogs.a,
        title: 'Methfield Labs - agg_key_list 371',
        content_filter: cases.filter,
        catalog_query_uuid: 'a1893ede-1693-466b-b5a9-e7afbef4f35d',
        query_title: 'Query 00371 (agg_key_list)',
      },
      { ...catalogs.c, title: 'C', query_title: 'C', content_filter: { key: 'VouthbridgeX+HRUM00015' } },
      ...catalogs.others.map((uuid, index) => ({
        uuid,
        customer: uuidOf(uuid),
        title: uuid,
        query_title: uuid,
        content_filter: { key: `None+${String(index)}` },
      })),
    ];
    for (const { customer, ...catalog } of made) {
      const { status, body } = await api.post('/api/v1/enterprise-catalogs/', {
        ...catalog,
        enterprise_customer: customer,
        enterprise_customer_name: 'Methfield Labs',
        enabled_course_modes: ['verified', 'audit'],
        publish_audit_enrollment_urls: false,
      });
      expect(status, JSON.stringify(body)).to.equal(201);
    }
  });
  after(() => close());

  for (const recorded of cases.answers) {
    it(recorded.name, async () => {
      const answer = await ask(recorded);
      expect(answer.status, JSON.stringify(answer.body)).to.equal(recorded.status);
      expect(answer.authenticate ?? '').to.contain(recorded.authenticate ?? '');
      const differences = misfits(recorded.body, answer.body, cases.items).filter((difference) => {
        const allowed = deviations.findIndex(({ answers, at }) => answers.test(recorded.name) && at.test(difference));
        seen.add(allowed);
        return allowed === -1;
      });
      expect(differences).to.deep.equal([]);
      if (recorded.status >= 400) {
        expect((answer.body as { detail: unknown }).detail)
          .to.be.a('string')
          .and.not.equal('');
      }
      if (typeof recorded.same === 'object') {
        expect(answer.body).to.deep.include(recorded.same ?? {});
      } else if (recorded.same !== undefined) {
        expect(answer.body).to.equal(recorded.same);
      }
    });
  }

  it('differ on purpose wherever this test says that they do', () => {
    expect(deviations.filter((_, index) => !seen.has(index))).to.deep.equal([]);
  });

  /** `fetch` sends no body with a GET, and the recorded client did. */
  async function ask({
    actor,
    method,
    path: asked,
    query = [],
    keys = 0,
    json,
  }: Recorded): Promise<{ status: number; authenticate: string | undefined; body: unknown }> {
    const many = Array.from({ length: keys }, (_, index): [string, string] => ['content_keys', `Key+${String(index)}`]);
    const parameters = new URLSearchParams([...query, ...many]);
    const claims = cases.actors[actor];
    const answer = await request(`${api.url}${asked}?${parameters.toString()}`, {
      method,
      headers: {
        ...(claims?.username === undefined ? {} : { authorization: `JWT ${makeToken(claims)}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await answer.body.text();
    return {
      status: answer.statusCode,
      authenticate: answer.headers['www-authenticate']?.toString(),
      body: text === '' ? null : JSON.parse(text),
    };
  }
});

/** The same course under another key, with a run of its own. */
function copyOf(course: Item, key: string): Item {
  const [run] = course.course_runs;
  const copied = { ...run, key: `course-v1:${key}+1T2024`, uuid: uuidOf(`run of ${key}`), course: key };
  return {
    ...course,
    key,
    uuid: uuidOf(key),
    aggregation_key: `course:${key}`,
    advertised_course_run_uuid: copied.uuid,
    course_runs: [copied],
  };
}
