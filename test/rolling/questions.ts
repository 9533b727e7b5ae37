import { course, run, uuidOf } from '../support/documents.ts';
import type { Question } from './steady-load.ts';

const advanced = uuidOf('advanced, rolling');
const moving = uuidOf('intermediate, rolling');
const renamed = uuidOf('renamed, rolling');
const customer = uuidOf('customer, rolling');

const fixed = Array.from({ length: 12 }, (_, index) =>
  course(`Roll+${String(index)}`, { level_type: index % 2 === 0 ? 'Advanced' : 'Introductory', title: 'Rolling' }),
);
const advancedCourses = fixed.filter((_, index) => index % 2 === 0);
const mover = (level: string): ReturnType<typeof course> => course('Roll+Mover', { level_type: level, title: 'Mover' });

/** What is there before the first question. */
export const seed = {
  content: [...fixed, run('Roll+0', '2026'), mover('Introductory')],
  catalogs: [
    { uuid: advanced, title: 'Advanced', enterprise_customer: customer, content_filter: { level_type: 'Advanced' } },
    { uuid: moving, title: 'Moving', enterprise_customer: customer, content_filter: { level_type: 'Intermediate' } },
    { uuid: renamed, title: 'Title 0', enterprise_customer: customer, content_filter: { level_type: 'Introductory' } },
  ],
};

const catalogs = '/api/v1/enterprise-catalogs';
const contains = (catalog: string, key: string, value: boolean): Question => ({
  method: 'GET',
  path: `${catalogs}/${catalog}/contains_content_items/?course_run_ids=${encodeURIComponent(key)}`,
  status: 200,
  expect: ({ contains_content_items: given }: { contains_content_items: boolean }) =>
    given === value ? undefined : `contains_content_items is ${String(given)}`,
});
const found = (query: string, count: number): Question => ({
  method: 'GET',
  path: `/api/v1/search?show=all&${query}`,
  status: 200,
  expect: (body: { count: number }) => (body.count === count ? undefined : `count is ${String(body.count)}`),
});

const reads: readonly Question[] = [
  contains(advanced, 'Roll+2', true),
  contains(advanced, 'Roll+3', false),
  contains(advanced, 'course-v1:Roll+0+2026', true),
  {
    method: 'GET',
    path: `/api/v1/enterprise-customer/${customer}/contains_content_items/?course_run_ids=Roll%2B4&get_catalogs_containing_specified_content_ids=true`,
    status: 200,
    expect: ({ catalog_list: list }: { catalog_list: string[] }) =>
      list.length === 1 && list[0] === advanced ? undefined : `catalog_list is ${list.join()}`,
  },
  {
    method: 'GET',
    path: `${catalogs}/${advanced}/`,
    status: 200,
    expect: ({ title }: { title: string }) => (title === 'Advanced' ? undefined : `title is ${title}`),
  },
  {
    method: 'GET',
    path: '/api/v1/content-metadata/Roll%2B5/',
    status: 200,
    expect: ({ key }: { key: string }) => (key === 'Roll+5' ? undefined : `key is ${key}`),
  },
  found(`catalog=${advanced}`, advancedCourses.length),
  found(`customer=${customer}&q=rolling`, fixed.length),
  { method: 'GET', path: '/api/v1/content-metadata/No%2BSuch/', status: 404 },
];

/** One write after the other on one row, and reads that must show what was last written when none is under way. */
class Row {
  writing = false;
  acknowledged = 0;
  readonly #write: (value: number) => Question;
  readonly #read: (value: number) => Question;

  constructor(write: (value: number) => Question, read: (value: number) => Question) {
    this.#write = write;
    this.#read = read;
  }

  /** Undefined while a write is under way. A write that failed is not taken back, so the row is left alone after it. */
  ask(kind: 'read' | 'write'): Question | undefined {
    if (this.writing) {
      return undefined;
    }
    const value = this.acknowledged;
    if (kind === 'read') {
      const { expect, ...question } = this.#read(value);
      // A write that began after this question may be seen in its answer.
      return {
        ...question,
        expect: (body) => (this.writing || this.acknowledged !== value ? undefined : expect?.(body)),
      };
    }
    this.writing = true;
    return {
      ...this.#write(value + 1),
      answered: () => {
        this.acknowledged = value + 1;
        this.writing = false;
      },
    };
  }
}

/** The questions of the rolling change, in their turn. */
export class Questions {
  #turn = 0;
  /** Writes that change what is in the indices are left out while an index is copied. */
  #changes = true;
  readonly #title = new Row(
    (value) => ({
      method: 'PATCH',
      path: `${catalogs}/${renamed}/`,
      body: { title: `Title ${String(value)}` },
      status: 200,
      expect: ({ title }: { title: string }) => (title === `Title ${String(value)}` ? undefined : `title is ${title}`),
    }),
    (value) => ({
      method: 'GET',
      path: `${catalogs}/${renamed}/`,
      status: 200,
      expect: ({ title }: { title: string }) => (title === `Title ${String(value)}` ? undefined : `title is ${title}`),
    }),
  );
  readonly #mover = new Row(
    (value) => store(mover(value % 2 === 0 ? 'Introductory' : 'Intermediate'), 'changed'),
    (value) => contains(moving, 'Roll+Mover', value % 2 === 1),
  );

  next(): Question {
    this.#turn += 1;
    const read = reads[this.#turn % reads.length] as Question;
    switch (this.#turn % 10) {
      case 0:
        return this.#title.ask('write') ?? read;
      case 2:
        return this.#title.ask('read') ?? read;
      case 4:
        return (this.#changes ? this.#mover.ask('write') : undefined) ?? read;
      case 6:
        return this.#mover.ask('read') ?? read;
      case 8:
        return store(fixed[7] as object, 'unchanged');
      default:
        return read;
    }
  }

  /** How often the content was changed, and a title. */
  get written(): { content: number; titles: number } {
    return { content: this.#mover.acknowledged, titles: this.#title.acknowledged };
  }

  holdChanges(): void {
    this.#changes = false;
  }

  /** Whether the last change is answered. */
  get settled(): boolean {
    return !this.#mover.writing;
  }

  allowChanges(): void {
    this.#changes = true;
  }
}

function store(document: object, outcome: string): Question {
  return {
    method: 'POST',
    path: '/api/v1/content-metadata/',
    body: document,
    status: 200,
    expect: ({ results: [result] }: { results: { outcome: string; membership: string }[] }) =>
      result?.outcome === outcome && result.membership === 'committed' ? undefined : JSON.stringify(result),
  };
}
