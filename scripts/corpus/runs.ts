import { EXECUTIVE_EDUCATION } from './course-types.ts';
import type { CourseTraits } from './course-traits.ts';
import { DAY } from './instants.ts';
import { itemAt } from './item-at.ts';
import { LANGUAGES, type Language } from './languages.ts';
import { drawStaff, type Person } from './people.ts';
import { drawEnrollments, type Enrollments } from './popularity.ts';
import { RandomStream } from './random.ts';
import { availabilityAt, drawSchedule, isOpenAt, type RunSchedule } from './run-schedule.ts';
import { drawSeats, firstEnrollablePaidSeat, isBuyableAt, type Seat } from './seats.ts';
import { runCount, type World } from './world.ts';

/** What is known about a run, whichever document tells it: nested in its course, or on its own. */
export interface Run {
  key: string;
  uuid: string;
  schedule: RunSchedule;
  status: 'published' | 'unpublished' | 'reviewed';
  restricted: boolean;
  /** The one that represents its course; at most one of the runs. */
  advertised: boolean;
  seats: readonly Seat[];
  /** The first seat with a price that can still be bought. */
  paidSeat: Seat | undefined;
  fixedPrice: string | null;
  availability: string;
  isEnrollable: boolean;
  hasEnrollableSeats: boolean;
  isMarketable: boolean;
  isMarketableExternal: boolean;
  hidden: boolean;
  mobileAvailable: boolean;
  minEffort: number;
  maxEffort: number;
  transcripts: readonly Language[];
  staff: readonly Person[];
  enrollments: Enrollments;
  /** Instant of the last change upstream. */
  modified: number;
}

/** Shares of all runs that the corpus aims at. */
const PUBLISHED_SHARE = 0.78;
const REVIEWED_AMONG_UNPUBLISHED = 5 / 22;
const RESTRICTED_SHARE = 0.04;
/** Courses that advertise no run, since none is published. */
const NOT_ADVERTISED_SHARE = 0.05;
/** Courses all of whose runs are restricted. */
const ALL_RESTRICTED_SHARE = 0.003;

/** The runs of a course in order of their starts; the most popular courses have twelve, every course has one. */
export function courseRuns(world: World, course: CourseTraits): Run[] {
  const stream = new RandomStream(world.seed, 'course', course.index, 'runs');
  const rank = world.popularity.rankOf(course.index);
  const count = runCount(world, rank);
  const allRestricted = stream.chance(ALL_RESTRICTED_SHARE);
  const advertises = !stream.chance(NOT_ADVERTISED_SHARE) && !allRestricted;
  const further = world.counts.courserun - world.counts.course;
  const restrictedShare = Math.min(0.5, ((RESTRICTED_SHARE - ALL_RESTRICTED_SHARE) * world.counts.courserun) / further);
  const drafts = Array.from({ length: count }, (_, number) => ({
    schedule: drawSchedule(world.now, course, stream),
    // The first drawn stays open to all, so that few courses are closed altogether.
    restricted: allRestricted || (number > 0 && stream.chance(restrictedShare)),
  })).sort((left, right) => left.schedule.start - right.schedule.start);
  const open = drafts.filter((draft) => !draft.restricted);
  const anchor = advertises
    ? bestToAdvertise(
        open.map((draft) => draft.schedule),
        world.now,
      )
    : undefined;
  const keys = runKeys(course, drafts);
  return drafts.map(({ schedule, restricted }, number) => {
    const advertised = schedule === anchor;
    const published = advertises && (advertised || stream.chance(publishedAmongFurther(world)));
    const status = published ? 'published' : stream.chance(REVIEWED_AMONG_UNPUBLISHED) ? 'reviewed' : 'unpublished';
    const listed = course.price === null ? null : restricted ? Math.ceil(course.price * 0.7) : course.price;
    const seats = drawSeats(course.type, listed, schedule, stream);
    const isEnrollable = isOpenAt(world.now, schedule);
    const minEffort = stream.whole(1, 6);
    return {
      key: itemAt(keys, number),
      uuid: stream.uuid(),
      schedule,
      status,
      restricted,
      advertised,
      seats,
      paidSeat: firstEnrollablePaidSeat(seats, world.now),
      fixedPrice: restricted && listed !== null && stream.chance(0.3) ? `${String(listed)}.00` : null,
      availability: availabilityAt(world.now, schedule),
      isEnrollable,
      hasEnrollableSeats: isEnrollable && seats.some((seat) => isBuyableAt(seat, world.now)),
      isMarketable: published && !restricted && seats.length > 0,
      isMarketableExternal: status === 'reviewed' && course.type.slug === EXECUTIVE_EDUCATION,
      hidden: stream.chance(0.03),
      mobileAvailable: stream.chance(0.8),
      minEffort,
      maxEffort: minEffort + stream.whole(1, 5),
      transcripts: drawTranscripts(course.language, stream),
      staff: drawStaff(world.seed, course.organisation, stream.whole(1, 2), stream),
      enrollments: drawEnrollments(rank, count, stream),
      modified: world.now - Math.floor(stream.unit() * stream.unit() * 900 * DAY),
    };
  });
}

/** Of the runs beyond the advertised ones, how many must be published for the total share to come out. */
function publishedAmongFurther(world: World): number {
  const { course, courserun } = world.counts;
  const advertised = course * (1 - NOT_ADVERTISED_SHARE - ALL_RESTRICTED_SHARE);
  const others = courserun * (1 - NOT_ADVERTISED_SHARE - ALL_RESTRICTED_SHARE) - advertised;
  return Math.max(0, Math.min(1, (PUBLISHED_SHARE * courserun - advertised) / others));
}

/** One that is open now, else the next to start, else the latest. */
function bestToAdvertise(schedules: readonly RunSchedule[], now: number): RunSchedule | undefined {
  return (
    schedules.findLast((schedule) => schedule.start <= now && isOpenAt(now, schedule)) ??
    schedules.find((schedule) => schedule.start > now) ??
    schedules.at(-1)
  );
}

/** `course-v1:ORG+NUM+2T2026`; a second run in the same third of a year gets a letter. */
function runKeys(course: CourseTraits, drafts: readonly { schedule: RunSchedule; restricted: boolean }[]): string[] {
  const taken = new Map<string, number>();
  return drafts.map(({ schedule, restricted }) => {
    const start = new Date(schedule.start);
    const third = restricted ? 'B2B' : `${String(Math.floor(start.getUTCMonth() / 4) + 1)}T`;
    const term = `${third}${String(start.getUTCFullYear())}`;
    const before = taken.get(term) ?? 0;
    taken.set(term, before + 1);
    return `course-v1:${course.key}+${term}${before === 0 ? '' : itemAt('abcdefghijkl', before)}`;
  });
}

function drawTranscripts(language: Language, stream: RandomStream): Language[] {
  const extra = stream.chance(0.35) ? stream.sample(LANGUAGES, stream.whole(1, 2)) : [];
  return [...new Set([language, ...extra])];
}
