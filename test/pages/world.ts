import type { Locator, Page, Request } from 'playwright-core';
import { parseJson } from '../../src/kernel/json.ts';
import { Client } from '../support/client.ts';
import { course, listed, program, uuidOf } from '../support/documents.ts';
import { eventually, makeService, serve, type TestService } from '../support/service.ts';
import { makeToken } from '../support/token.ts';
import { author, operator } from '../support/writers.ts';

export const customers = { acme: uuidOf('Acme'), beta: uuidOf('Beta'), crowd: uuidOf('Crowd 07') };

const levels = ['Introductory', 'Intermediate', 'Advanced'];
const run = (key: string, members: object): object => ({
  key,
  uuid: uuidOf(key),
  status: 'published',
  is_enrollable: true,
  is_marketable: true,
  pacing_type: 'self_paced',
  ...members,
});

/** What can be found, written so that a reader of a test can count it. */
const documents = [
  // 45 of them, 15 of each level: three pages.
  ...Array.from({ length: 45 }, (_, index) =>
    listed(
      course(`Row+${String(index).padStart(2, '0')}`, {
        title: `Rowing, part ${String(index)}`,
        level_type: levels[index % 3],
        subjects: ['Sport'],
        skill_names: ['Balance', `Skill ${String(index % 12)}`],
        owners: [{ key: 'Lake', name: 'Lake College' }],
      }),
    ),
  ),
  course('Weave+1', {
    title: 'Weaving for beginners',
    short_description: '<p>Warp and weft.</p>',
    full_description: '<p>Looms of all kinds.</p><ul><li>Warp</li><li>Weft</li></ul><script>alert(1)</script>',
    level_type: 'Introductory',
    subjects: ['Craft'],
    skill_names: ['Patience'],
    owners: [{ key: 'Hill', name: 'Hill School' }],
    first_enrollable_paid_seat_price: 149,
    advertised_course_run_uuid: uuidOf('course-v1:Weave+1+2026'),
    course_runs: [
      run('course-v1:Weave+1+2025', { start: '2025-03-01T00:00:00Z', end: '2025-06-01T00:00:00Z' }),
      run('course-v1:Weave+1+2026', { start: '2098-03-01T00:00:00Z', end: '2099-06-01T00:00:00Z' }),
      run('course-v1:Weave+1+secret', { start: '2098-05-01T00:00:00Z', restriction_type: 'custom-b2b-enterprise' }),
      run('course-v1:Weave+1+draft', { start: '2098-07-01T00:00:00Z', status: 'unpublished' }),
    ],
  }),
  listed(
    course('Trap+1', {
      title: 'Traps &lt;img src=x onerror="document.title=1"&gt; and how to weave them',
      short_description: 'A &lt;script&gt;alert(1)&lt;/script&gt; that stays a text.',
      full_description:
        '<p onclick="alert(1)">Look <img src="https://outside.test/pixel.png" onerror="alert(1)"> here.</p>' +
        '<style>body{display:none}</style><iframe src="https://outside.test/"></iframe>',
      level_type: 'Advanced',
      owners: [{ key: 'Hill', name: 'Hill School' }],
    }),
  ),
  listed(
    course('Secret+1', { title: 'Weaving of Beta alone', level_type: 'Intermediate', subjects: ['Beta matters'] }),
  ),
  listed(
    course(`Long+${'W'.repeat(60)}`, {
      title: `Donaudampfschifffahrtsgesellschaft${'skapitän'.repeat(12)}`,
      short_description: 'x'.repeat(300),
      skill_names: ['y'.repeat(120)],
      owners: [{ key: 'Long', name: `Institut${'e'.repeat(80)}` }],
    }),
  ),
  program('A program of crafts', {
    title: 'Crafts, a program',
    subtitle: 'From sheep to shirt.',
    marketing_url: 'https://www.example.test/crafts',
    authoring_organizations: [{ key: 'Hill', name: 'Hill School' }],
    courses: [{ key: 'Weave+1', title: 'Weaving for beginners' }],
  }),
];

const catalogs = [
  { title: 'Acme sport', customer: 'Acme', filter: { subjects: 'Sport' } },
  { title: 'Acme crafts', customer: 'Acme', filter: { key: ['Weave+1', 'Trap+1'] } },
  { title: 'Beta own', customer: 'Beta', filter: { key: ['Secret+1', 'Weave+1'] } },
  { title: 'Beta programs', customer: 'Beta', filter: { content_type: 'program' } },
  ...Array.from({ length: 30 }, (_, index) => ({
    title: `Crowd catalog ${String(index).padStart(2, '0')}`,
    customer: `Crowd ${String(index).padStart(2, '0')}`,
    filter: { key: ['Weave+1', 'No+Such'] },
  })),
];

/** A service with a small corpus, and pages of it in a browser. */
export class World {
  readonly service: TestService;
  readonly url: string;
  readonly api: Client;
  /** By how much the service is ahead of the database's clock, ms. */
  readonly clock: { later: number };
  readonly #close: () => Promise<void>;

  private constructor(
    service: TestService,
    served: { url: string; close: () => Promise<void> },
    clock: { later: number },
  ) {
    this.service = service;
    this.url = served.url;
    this.clock = clock;
    this.api = new Client(served.url);
    this.#close = served.close;
  }

  static async open(): Promise<World> {
    const clock = { later: 0 };
    const service = await makeService({ now: (now) => now.getTime() + clock.later });
    const { claims } = await service.replication.store(documents, { author });
    await service.inclusion.decideItems(claims);
    await service.search.refresh();
    for (const { title, customer, filter } of catalogs) {
      const text = JSON.stringify(filter);
      await service.inclusion.createCatalog(
        {
          title,
          enterpriseUuid: uuidOf(customer),
          enterpriseName: customer,
          query: { filter: { text, node: parseJson(text) } },
        },
        operator,
      );
    }
    return new World(service, await serve(service), clock);
  }

  async close(): Promise<void> {
    await this.#close();
    await this.service.stop();
  }

  /** Opens an address, signed in with a token; null for nobody. */
  async visit(page: Page, path: string, token: string | null = everyCustomer()): Promise<void> {
    await page.goto(`${this.url}${path}${token === null ? '' : `#token=${token}`}`);
  }
}

export function everyCustomer(): string {
  return makeToken({ username: 'otto', roles: ['enterprise_openedx_operator:*'] });
}

export function learnerOf(...uuids: string[]): string {
  return makeToken({ username: 'lea', roles: uuids.map((uuid) => `enterprise_learner:${uuid}`) });
}

/** Waits until the page says how many results there are. */
export async function counts(page: Page, text: string | RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).first().waitFor();
}

/** Titles of the results on the page. */
export function titles(page: Page): Promise<string[]> {
  return page.getByRole('article').getByRole('heading').allInnerTexts();
}

/** How many elements there are in each of so many frames, each number once. */
export function countsWhile(page: Page, selector: string, frames: number): Promise<number[]> {
  return page.evaluate(`new Promise((done) => {
    const seen = new Set();
    const look = (left) => {
      seen.add(document.querySelectorAll(${JSON.stringify(selector)}).length);
      if (left === 0) {
        done([...seen]);
      } else {
        requestAnimationFrame(() => look(left - 1));
      }
    };
    look(${String(frames)});
  })`);
}

/** What the page asks when it searches. */
export const searches = '**/1/indexes/*/queries*';

/** Whether it asks for the values of a facet by a part of their names. */
export function asksForFacet(request: Request): boolean {
  return request.postData()?.includes('"facetQuery"') === true;
}

interface Held {
  asked: Promise<void>;
  letGo: () => void;
}

/** Holds back what the page asks for these words, until it is let go. Other searches go through. */
export function holdSearch(page: Page, words: string): Promise<Held> {
  return hold(page, (request) => request.postData()?.includes(`"query":"${words}"`) === true);
}

/** Holds back the question for the values of a facet by this part of their names, until it is let go. */
export function holdFacetSearch(page: Page, part: string): Promise<Held> {
  return hold(page, (request) => request.postData()?.includes(`"facetQuery":"${part}"`) === true);
}

/** Holds back what the page asks for its results, until it is let go. Values of facets come. */
export function holdResults(page: Page): Promise<Held> {
  return hold(page, (request) => !asksForFacet(request));
}

async function hold(page: Page, isHeld: (request: Request) => boolean): Promise<Held> {
  const gate = Promise.withResolvers<undefined>();
  const asked = Promise.withResolvers<undefined>();
  await page.route(searches, async (route) => {
    if (isHeld(route.request())) {
      asked.resolve(undefined);
      await gate.promise;
    }
    // One that was broken off meanwhile cannot go on.
    await route.continue().catch(() => undefined);
  });
  return {
    asked: asked.promise,
    letGo: () => {
      gate.resolve(undefined);
    },
  };
}

export function field(page: Page): Locator {
  return page.getByRole('searchbox', { name: 'Topic, skill or partner' });
}

/** Waits until what is asked of the page is what is expected. */
export async function becomes<Value>(what: string, ask: () => Promise<Value>, expected: Value): Promise<void> {
  let last: Value | undefined;
  await eventually(
    `${what} is ${JSON.stringify(expected)}`,
    async () => {
      last = await ask();
      return JSON.stringify(last) === JSON.stringify(expected);
    },
    10,
  ).catch((error: unknown) => {
    throw new Error(`${(error as Error).message}; it is ${JSON.stringify(last)}`, { cause: error });
  });
}
