import { courseTraits } from '../course-traits.ts';
import { itemAt } from '../item-at.ts';
import { makeOrganisation, NAMEABLE_ORGANISATIONS, ORGANISATION_COUNT, type Organisation } from '../organisations.ts';
import { Permutation } from '../permutation.ts';
import { courseRuns } from '../runs.ts';
import type { FilterContext } from './filter-context.ts';

/** Lists are log-normal in length. */
const MEDIAN_LENGTH = 45;
const SIGMA = 1;
const SHORTEST = 10;
const LONGEST = 500;
/** Share of entries that name nothing (any more). */
const DEAD_SHARE = 0.04;
/** Indexes of courses that are in no corpus begin after the last course and end here. */
const RETIRED_COURSES = 100_000;

export function listLength({ stream }: FilterContext): number {
  return Math.min(LONGEST, Math.max(SHORTEST, Math.round(stream.logNormal(MEDIAN_LENGTH, SIGMA))));
}

/**
 * Indexes of distinct courses, at most as many as there are. Half of the lists are on one topic as far as it reaches;
 * popular courses are named more often.
 */
function pickCourses(context: FilterContext, length: number): number[] {
  const { world, links, stream } = context;
  const courses = world.counts.course;
  const wanted = Math.min(length, courses);
  const picked = new Set<number>();
  if (stream.chance(0.5)) {
    const { topicIndex } = courseTraits(world, stream.whole(0, courses - 1));
    stream.sample([...links.coursesOnTopic(topicIndex)], wanted).forEach((course) => picked.add(course));
  }
  if (wanted * 3 > courses) {
    const order = new Permutation(courses, stream);
    for (let rank = 0; picked.size < wanted; rank++) {
      picked.add(order.indexAt(rank));
    }
  }
  while (picked.size < wanted) {
    const uniform = stream.unit();
    picked.add(world.popularity.indexAt(Math.floor(courses * uniform * Math.sqrt(uniform))));
  }
  return [...picked];
}

/** Keys of so many courses, a few of which are retired. */
export function pickCourseKeys(context: FilterContext, length: number): string[] {
  const { world, stream } = context;
  return pickCourses(context, length).map((course) => {
    const index = stream.chance(DEAD_SHARE) ? world.counts.course + stream.whole(0, RETIRED_COURSES) : course;
    return courseTraits(world, index).key;
  });
}

/** A key of an unrestricted run of each of so many courses, where there is one; a few runs that never took place. */
export function pickRunKeys(context: FilterContext, length: number): string[] {
  const { world, stream } = context;
  return pickCourses(context, length).flatMap((index) => {
    const course = courseTraits(world, index);
    if (stream.chance(DEAD_SHARE)) {
      return [`course-v1:${course.key}+3T2015`];
    }
    const open = courseRuns(world, course).filter((run) => !run.restricted);
    return open.length === 0 ? [] : [stream.pick(open).key];
  });
}

/** Distinct organisations, a few of which own nothing. */
export function pickOrganisations(context: FilterContext, length: number): Organisation[] {
  const { world, stream } = context;
  return stream.sample(world.organisations, length).map((organisation) => {
    if (!stream.chance(DEAD_SHARE)) {
      return organisation;
    }
    const index = stream.whole(ORGANISATION_COUNT, NAMEABLE_ORGANISATIONS - 1);
    return makeOrganisation(world.seed, index, world.topics.length);
  });
}

/** One value alone, several as a list. */
export function oneOrList<T>(values: readonly T[]): T | readonly T[] {
  return values.length === 1 ? itemAt(values, 0) : values;
}
