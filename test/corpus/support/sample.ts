import { contentDocuments } from '../../../scripts/corpus/content.ts';
import { type Links, makeLinks } from '../../../scripts/corpus/links.ts';
import { nameQueries, type QueryLine, queryLines, type QueryNames } from '../../../scripts/corpus/queries.ts';
import { makeWorld, type World } from '../../../scripts/corpus/world.ts';
import type { Document } from './matcher.ts';

export const NOW = Date.parse('2026-11-20T00:00:00Z');

/** A corpus in memory, documents as they read after a trip through JSON. */
export interface Sample {
  world: World;
  links: Links;
  documents: Document[];
  courses: Document[];
  runs: Document[];
  programs: Document[];
  pathways: Document[];
  names: QueryNames;
  queries: QueryLine[];
}

/** Makes a corpus of so many items and filters; about a second for 3,000 and 1,439. */
export function makeSample(items: number, filters: number, seed = 1): Sample {
  const world = makeWorld({ seed, now: NOW, items });
  const links = makeLinks(world);
  const documents = [...contentDocuments(world, links)].map(
    (document) => JSON.parse(JSON.stringify(document)) as Document,
  );
  const ofType = (type: string): Document[] => documents.filter((document) => document['content_type'] === type);
  const names = nameQueries(seed, filters);
  return {
    world,
    links,
    documents,
    courses: ofType('course'),
    runs: ofType('courserun'),
    programs: ofType('program'),
    pathways: ofType('learnerpathway'),
    names,
    queries: [...queryLines(world, links, names)],
  };
}

/** The share of a list for which something holds. */
export function share<T>(list: readonly T[], holds: (item: T) => boolean): number {
  return list.filter(holds).length / list.length;
}

/** The documents nested in a member. */
export function nested(document: Document, member: string): Document[] {
  return (document[member] ?? []) as Document[];
}

/** The texts in a member that is a list. */
export function texts(document: Document, member: string): string[] {
  return (document[member] ?? []) as string[];
}

export function runsOf(course: Document): Document[] {
  return nested(course, 'course_runs');
}

/** The value at a share of a sorted copy of the numbers. */
export function quantile(numbers: readonly number[], at: number): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.floor(at * (sorted.length - 1))] ?? Number.NaN;
}
