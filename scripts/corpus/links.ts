import { courseTraits } from './course-traits.ts';
import { itemAt } from './item-at.ts';
import { ORGANISATION_COUNT } from './organisations.ts';
import { RandomStream } from './random.ts';
import type { World } from './world.ts';

/**
 * Which courses share a topic, and which programs hold which courses: what no item can be derived from its index alone.
 * Plain integer arrays, about 15 bytes a course.
 */
export interface Links {
  /** Indexes of the courses on a topic, grouped by organisation. */
  coursesOnTopic(topicIndex: number): Uint32Array;
  /** Those of one organisation only. */
  coursesOnTopicOf(topicIndex: number, organisationIndex: number): Uint32Array;
  /** Indexes of the programs on a topic. */
  programsOnTopic(topicIndex: number): Uint32Array;
  topicOfProgram(program: number): number;
  coursesOfProgram(program: number): Uint32Array;
  programsOfCourse(course: number): Uint32Array;
}

const MOST_COURSES = 8;

/** Walks over all courses and programs once. */
export function makeLinks(world: World): Links {
  const { course: courses, program: programs } = world.counts;
  const topics = world.topics.length;
  const bucketOfCourse = new Uint16Array(courses);
  for (let index = 0; index < courses; index++) {
    const traits = courseTraits(world, index);
    bucketOfCourse[index] = traits.topicIndex * ORGANISATION_COUNT + traits.organisation.index;
  }
  const byBucket = group(courses, topics * ORGANISATION_COUNT, (index) => itemAt(bucketOfCourse, index));
  const ofTopic = (topic: number): Uint32Array =>
    byBucket.slice(topic * ORGANISATION_COUNT, (topic + 1) * ORGANISATION_COUNT);
  const ofTopicAndOrganisation = (topic: number, organisation: number): Uint32Array =>
    byBucket.slice(topic * ORGANISATION_COUNT + organisation, topic * ORGANISATION_COUNT + organisation + 1);

  const topicOfProgram = new Uint8Array(programs);
  const starts = new Uint32Array(programs + 1);
  const members = new Uint32Array(programs * MOST_COURSES);
  let filled = 0;
  for (let program = 0; program < programs; program++) {
    const stream = new RandomStream(world.seed, 'program', program, 'courses');
    const seedCourse = courseTraits(world, stream.whole(0, courses - 1));
    topicOfProgram[program] = seedCourse.topicIndex;
    const near = ofTopicAndOrganisation(seedCourse.topicIndex, seedCourse.organisation.index);
    const chosen = chooseCourses(seedCourse.index, near, ofTopic(seedCourse.topicIndex), stream);
    members.set(chosen, filled);
    filled += chosen.length;
    starts[program + 1] = filled;
  }
  const byTopic = group(programs, topics, (program) => itemAt(topicOfProgram, program));
  const owners = new Uint32Array(filled);
  for (let program = 0; program < programs; program++) {
    owners.fill(program, itemAt(starts, program), itemAt(starts, program + 1));
  }
  const byCourse = group(filled, courses, (link) => itemAt(members, link));
  return {
    coursesOnTopic: ofTopic,
    coursesOnTopicOf: ofTopicAndOrganisation,
    programsOnTopic: (topic) => byTopic.slice(topic, topic + 1),
    topicOfProgram: (program) => itemAt(topicOfProgram, program),
    coursesOfProgram: (program) => members.subarray(itemAt(starts, program), itemAt(starts, program + 1)),
    programsOfCourse: (course) => byCourse.slice(course, course + 1).map((link) => itemAt(owners, link)),
  };
}

/** The course the program grew from, then others of its organisation on the topic, then of anybody; two to eight. */
function chooseCourses(first: number, near: Uint32Array, all: Uint32Array, stream: RandomStream): number[] {
  const wanted = stream.weighted([
    [2, 22],
    [3, 28],
    [4, 20],
    [5, 13],
    [6, 8],
    [7, 5],
    [MOST_COURSES, 4],
  ]);
  const chosen = new Set([first]);
  for (const candidates of [near, all]) {
    // A bounded number of draws, since there may be fewer courses than wanted.
    for (let draw = 0; chosen.size < wanted && draw < 4 * wanted; draw++) {
      chosen.add(itemAt(candidates, stream.whole(0, candidates.length - 1)));
    }
  }
  return [...chosen];
}

/** Counting sort: the numbers 0..size-1 by group; slice(from, to) gives those of the groups from..to-1. */
function group(
  size: number,
  groups: number,
  groupOf: (index: number) => number,
): { slice(from: number, to: number): Uint32Array } {
  const starts = new Uint32Array(groups + 1);
  for (let index = 0; index < size; index++) {
    const at = groupOf(index) + 1;
    starts[at] = itemAt(starts, at) + 1;
  }
  for (let at = 0; at < groups; at++) {
    starts[at + 1] = itemAt(starts, at + 1) + itemAt(starts, at);
  }
  const next = starts.slice();
  const sorted = new Uint32Array(size);
  for (let index = 0; index < size; index++) {
    const at = groupOf(index);
    const place = itemAt(next, at);
    sorted[place] = index;
    next[at] = place + 1;
  }
  return { slice: (from, to) => sorted.subarray(itemAt(starts, from), itemAt(starts, to)) };
}
