import { apportion } from './apportion.ts';
import { cumulatedShares, makeOrganisation, ORGANISATION_COUNT, type Organisation } from './organisations.ts';
import { Permutation } from './permutation.ts';
import { type Phrases, readPhrases } from './phrases.ts';
import { RandomStream } from './random.ts';
import { makeSubjects, type Subject } from './subjects.ts';
import { type PatternTable, patternTable, type TitleKind } from './titles.ts';
import { readTopics, type Topic } from './topics.ts';

/** How many items of each type; they add up to what was asked for. */
export interface ItemCounts {
  course: number;
  courserun: number;
  program: number;
  learnerpathway: number;
}

/** What every item is derived from, beside its own index. Holds no items, so its size does not grow with the corpus. */
export interface World {
  seed: number;
  /** The reference instant: what is past, current or upcoming. */
  now: number;
  counts: ItemCounts;
  topics: readonly Topic[];
  topicWeights: readonly (readonly [index: number, weight: number])[];
  organisations: readonly Organisation[];
  organisationShares: Float64Array;
  subjects: ReadonlyMap<string, Subject>;
  english: Phrases;
  spanish: Phrases;
  /** Courses by popularity: rank 0 is the most popular. */
  popularity: Permutation;
  /** How many courses have at least 2, 3, … 12 runs: the most popular ones. */
  coursesWithMoreRuns: readonly number[];
  titlePatterns(topic: Topic, kind: TitleKind, spanish: boolean): PatternTable;
}

/** The measured mix: 12,000 courses, 18,000 runs, 2,500 programs, 1,000 pathways. */
const MIX: readonly number[] = [12_000, 18_000, 2_500, 1_000];
const MOST_RUNS = 12;
/** Each further run is had by this share of the courses that have the one before. */
const RUN_DECAY = 0.62;

/** Splits a number of items (4 or more) by the measured mix. */
function countItems(items: number): ItemCounts {
  const [course = 0, courserun = 0, program = 0, learnerpathway = 0] = apportion(items, MIX);
  return { course, courserun, program, learnerpathway };
}

export function makeWorld(options: { seed: number; now: number; items: number }): World {
  const { seed, now, items } = options;
  const counts = countItems(items);
  const topics = readTopics();
  const english = readPhrases('en');
  const spanish = readPhrases('es');
  const tables = new Map<string, PatternTable>();
  return {
    seed,
    now,
    counts,
    topics,
    topicWeights: topics.map((topic, index) => [index, topic.weight] as const),
    organisations: Array.from({ length: ORGANISATION_COUNT }, (_, index) =>
      makeOrganisation(seed, index, topics.length),
    ),
    organisationShares: cumulatedShares(),
    subjects: makeSubjects(seed),
    english,
    spanish,
    popularity: new Permutation(counts.course, new RandomStream(seed, 'popularity')),
    coursesWithMoreRuns: apportion(counts.courserun - counts.course, runWeights()),
    titlePatterns(topic, kind, inSpanish) {
      const name = `${topic.slug} ${kind} ${String(inSpanish)}`;
      let table = tables.get(name);
      if (table === undefined) {
        table = patternTable(topic, kind, inSpanish ? spanish : english, inSpanish);
        tables.set(name, table);
      }
      return table;
    },
  };
}

/** How many runs a course has, from its rank by popularity. */
export function runCount(world: World, rank: number): number {
  return 1 + world.coursesWithMoreRuns.filter((courses) => rank < courses).length;
}

function runWeights(): number[] {
  const weights = [1];
  for (let step = 1; step < MOST_RUNS - 1; step++) {
    weights.push((weights.at(-1) ?? 0) * RUN_DECAY);
  }
  return weights;
}
