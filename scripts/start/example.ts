import { join } from 'node:path';
import { asRecord, readJson, writeJson } from '../stack/files.ts';
import type { Api } from './api.ts';

/** A text of a course's document that is replaced, wherever it stands, and what by. */
export interface Edit {
  readonly from: string;
  readonly to: string;
}

/** A change of one course that a person can paste, and where it shows. */
export interface Example extends Edit {
  readonly catalog: string;
  readonly customer: string;
  /** Key of a course in the catalog. */
  readonly course: string;
}

/** How many catalogs are looked at for a course whose change shows. */
const CANDIDATES = 40;

/**
 * Finds a course whose change moves it into or out of a catalog of its customer, by changing and restoring courses: only
 * for data that nobody else uses, such as the sample corpus that was just loaded.
 * @returns `undefined` when no candidate's change shows
 */
export async function findExample(api: Api): Promise<Example | undefined> {
  const candidates = await listCandidates(api);
  for (const candidate of candidates) {
    const document = await api.document(candidate.course);
    const edits = listEdits(
      document,
      candidate.course,
      candidates.map(({ course }) => organisationOf(course)),
    );
    // All at once first: a course that stays where it is needs no closer look.
    if (await shows(api, candidate, document, edits)) {
      for (const edit of edits) {
        if (await shows(api, candidate, document, [edit])) {
          return { ...candidate, ...edit };
        }
      }
    }
  }
  return undefined;
}

/** Whether edits of a course change which catalogs of the customer hold it. The course is restored. */
async function shows(api: Api, candidate: Candidate, document: string, edits: readonly Edit[]): Promise<boolean> {
  const changed = edits.reduce((text, { from, to }) => text.replaceAll(from, to), document);
  if (changed === document) {
    return false;
  }
  const before = await api.catalogList(candidate.customer, candidate.course);
  await api.store(changed);
  const after = await api.catalogList(candidate.customer, candidate.course);
  await api.store(document);
  return before.join() !== after.join();
}

type Candidate = Pick<Example, 'catalog' | 'customer' | 'course'>;

/** The first course of each of some catalogs. */
async function listCandidates(api: Api): Promise<Candidate[]> {
  const { catalogs } = await api.catalogs(CANDIDATES);
  const found = await Promise.all(
    catalogs.map(async ({ uuid: catalog, customer }) => {
      const [course] = await api.coursesOf(catalog);
      return course === undefined ? [] : [{ catalog, customer, course }];
    }),
  );
  return found.flat();
}

const LEVELS = ['Introductory', 'Intermediate', 'Advanced'];

/**
 * Replacements in a course's document that filters often depend on: its level, and the organisation it is of. A text
 * that stands there already is no target, or the same replacement the other way round would not restore the document.
 */
export function listEdits(document: string, course: string, organisations: readonly string[]): Edit[] {
  const has = (text: string): boolean => document.includes(text);
  const choose = (all: readonly string[], write: (name: string) => string): Edit[] => {
    const from = all.map(write).find(has);
    const to = all.map(write).find((text) => !has(text));
    return from === undefined || to === undefined ? [] : [{ from, to }];
  };
  return [
    ...choose(LEVELS, (level) => `"level_type":"${level}"`),
    ...choose([organisationOf(course), ...organisations], (key) => `"key":"${key}"`),
  ];
}

function organisationOf(course: string): string {
  return course.split('+')[0] ?? '';
}

/**
 * The example as it can be used now: a change that was made before is offered the other way round.
 * @returns `undefined` when the course is gone or was changed in another way
 */
export function orient(example: Example, document: string): Example | undefined {
  const has = (text: string): boolean => document.includes(text);
  if (has(example.from) && !has(example.to)) {
    return example;
  }
  return has(example.to) && !has(example.from) ? { ...example, from: example.to, to: example.from } : undefined;
}

/** Remembers the example for later starts. */
export async function writeExample(local: string, example: Example): Promise<void> {
  await writeJson(join(local, 'example.json'), example);
}

/** The remembered example. */
export async function readExample(local: string): Promise<Example | undefined> {
  const { catalog, customer, course, from, to } = asRecord(await readJson(join(local, 'example.json')));
  return [catalog, customer, course, from, to].every((value) => typeof value === 'string')
    ? ({ catalog, customer, course, from, to } as Example)
    : undefined;
}

/**
 * Without a remembered example, on data that are not ours to try on: the first course found in a catalog, and a change of
 * its level. Whether its catalogs change depends on the filters.
 */
export async function guessExample(api: Api): Promise<Example | undefined> {
  for (const candidate of await listCandidates(api)) {
    const [edit] = listEdits(await api.document(candidate.course), candidate.course, []);
    if (edit !== undefined) {
      return { ...candidate, ...edit };
    }
  }
  return undefined;
}
