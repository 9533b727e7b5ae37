import { join } from 'node:path';
import { asRecord, readJson, writeJson } from '../stack/files.ts';
import type { Api } from './api.ts';

/** A change of one course that a person can paste, and where it shows. */
export interface Example {
  readonly catalog: string;
  readonly customer: string;
  /** Key of a course in the catalog. */
  readonly course: string;
  /** Text of the course's document that is replaced, wherever it stands, and what by. */
  readonly from: string;
  readonly to: string;
}

/** How many courses are looked at for one whose change shows. */
const CANDIDATES = 40;

/**
 * Finds a course whose change moves it into or out of a catalog of its customer, by changing and restoring courses: only
 * for data that nobody else uses, such as the sample corpus that was just loaded.
 * @returns `undefined` when no candidate's change shows
 */
export async function findExample(api: Api): Promise<Example | undefined> {
  const courses = await listCourses(api);
  const organisations = [...new Set(courses.map(({ course }) => course.split('+')[0] ?? ''))];
  for (const candidate of courses) {
    const document = await api.document(candidate.course);
    for (const { from, to } of listEdits(document, candidate.course, organisations)) {
      const before = await api.catalogList(candidate.customer, candidate.course);
      await api.store(document.replaceAll(from, to));
      const after = await api.catalogList(candidate.customer, candidate.course);
      await api.store(document);
      if (before.join() !== after.join()) {
        return { ...candidate, from, to };
      }
    }
  }
  return undefined;
}

async function listCourses(api: Api): Promise<{ catalog: string; customer: string; course: string }[]> {
  const { catalogs } = await api.catalogs(CANDIDATES);
  const found: { catalog: string; customer: string; course: string }[] = [];
  for (const { uuid: catalog, customer } of catalogs) {
    const [course] = await api.coursesOf(catalog);
    if (course !== undefined) {
      found.push({ catalog, customer, course });
    }
  }
  return found;
}

const LEVELS = ['Introductory', 'Intermediate', 'Advanced'];

/**
 * Replacements in a course's document that filters often depend on: its level, then the organisation it is of. A text
 * that stands there already is no target, or the same replacement the other way round would not restore the document.
 */
export function listEdits(
  document: string,
  course: string,
  organisations: readonly string[],
): { from: string; to: string }[] {
  const level = (name: string): string => `"level_type":"${name}"`;
  const owner = (name: string): string => `"key":"${name}"`;
  const own = course.split('+')[0] ?? '';
  const edits = [
    ...LEVELS.flatMap((from) => LEVELS.map((to) => ({ from: level(from), to: level(to) }))),
    ...organisations.slice(0, 3).map((other) => ({ from: owner(own), to: owner(other) })),
  ];
  return edits.filter(({ from, to }) => document.includes(from) && !document.includes(to));
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
  const { catalogs } = await api.catalogs(CANDIDATES);
  for (const { uuid: catalog, customer } of catalogs) {
    for (const course of await api.coursesOf(catalog)) {
      const [edit] = listEdits(await api.document(course), course, []);
      if (edit !== undefined) {
        return { catalog, customer, course, ...edit };
      }
    }
  }
  return undefined;
}
