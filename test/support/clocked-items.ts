import { uuidOf } from './documents.ts';

const day = 86_400_000;
/** A run starts soon when that is less than this away. */
const soon = 60 * day;

/** An item that nothing but the clock changes, with what its dates say of it, worked out here and not by the program. */
export interface ClockedItem {
  key: string;
  document: Record<string, unknown>;
  /** Moments at which its form is another one than the millisecond before, ms since the epoch. */
  changes: readonly number[];
  /** Moments at which it has to be looked at, though nothing that is stored changes. */
  looks: readonly number[];
  /** Availability in the words for learners, and whether enrolment is over, at a moment. */
  at: (now: number) => { availability: string[]; over: boolean; eligible: boolean };
}

/** Of a run, ms since the epoch. */
interface Dates {
  start: number;
  end: number;
  /** The last moment to enrol. */
  enrolBy: number;
}

/** When a run has another form: it starts soon, it starts, enrolment is over, it has ended. */
function changesOf({ start, enrolBy, end }: Dates): number[] {
  return [start - soon + 1, start, enrolBy + 1, end + 1];
}

/** When a course with one run has another form: when that has, which ends within 30 days of the last to enrol, and when it is new no more. */
export function changesOfCourse(dates: Dates): number[] {
  return [...changesOf(dates), dates.start + 365 * day];
}

/** Items of every kind whose dates begin `after` days from `from`, some days apart. */
export function clockedItems(from: number, after: number): ClockedItem[] {
  const dates = (index: number): Dates => {
    const start = from + (after + index * 3) * day + index * 61_000;
    return { start, enrolBy: start + 4 * day + 7, end: start + 9 * day + 13 };
  };
  return [
    course('Clock+plain', dates(0), (run, { enrolBy }) => ({ ...run, enrollment_end: iso(enrolBy) })),
    course('Clock+seat', dates(1), (run, { enrolBy, end }) => ({
      ...run,
      enrollment_end: iso(end),
      seats: [
        { type: 'audit', upgrade_deadline: iso(enrolBy - day) },
        { type: 'verified', upgrade_deadline: iso(end), upgrade_deadline_override: iso(enrolBy) },
      ],
    })),
    course('Clock+executive', dates(2), (run, { enrolBy }) => ({
      ...run,
      course_type: 'executive-education-2u',
      enrollment_end: iso(enrolBy),
      seats: [{ type: 'verified', upgrade_deadline: iso(enrolBy - day) }],
    })),
    course('Clock+upcoming', laterBy(soon, dates(3)), (run, { enrolBy }) => ({ ...run, enrollment_end: iso(enrolBy) })),
    foreign(course('Clock+foreign', dates(4), (run, { enrolBy }) => ({ ...run, enrollment_end: iso(enrolBy) }))),
    single('course-v1:Clock+run+R', dates(5)),
    program('a program of the clock', dates(6), { active: true }),
    program('a program of nobody', dates(7), { active: false }),
    pathway('a pathway of the clock'),
  ];
}

function course(
  key: string,
  dates: Dates,
  change: (run: Record<string, unknown>, dates: Dates) => Record<string, unknown>,
): ClockedItem {
  const { course_type, ...run } = change(runOf(`course-v1:${key}+R`, dates), dates);
  return {
    key,
    document: {
      content_type: 'course',
      key,
      uuid: uuidOf(key),
      title: key,
      ...(course_type === undefined ? {} : { course_type }),
      advertised_course_run_uuid: run['uuid'],
      course_runs: [run],
    },
    changes: changesOfCourse(dates),
    looks: [],
    at: (now) => ({ availability: [word(dates, now)], over: dates.enrolBy < now, eligible: true }),
  };
}

/** Of a source that catalogs do not take: that never changes by the clock. */
function foreign(item: ClockedItem): ClockedItem {
  return {
    ...item,
    document: { ...item.document, product_source: 'elsewhere' },
    at: (now) => ({ ...item.at(now), eligible: false }),
  };
}

function single(key: string, dates: Dates): ClockedItem {
  return {
    key,
    document: { content_type: 'courserun', title: key, ...runOf(key, dates), enrollment_end: iso(dates.enrolBy) },
    changes: changesOf(dates),
    looks: [],
    at: (now) => ({ availability: [word(dates, now)], over: dates.enrolBy < now, eligible: true }),
  };
}

/** Of one course; its availability is that of the runs that are active. */
function program(name: string, dates: Dates, { active }: { active: boolean }): ClockedItem {
  const run = { ...runOf(`course-v1:${name.replaceAll(' ', '-')}+1+R`, dates), is_enrollable: active };
  const moments = [dates.start - soon + 1, dates.start, dates.end + 1];
  return {
    key: uuidOf(name),
    document: {
      content_type: 'program',
      uuid: uuidOf(name),
      title: name,
      type: 'MicroMasters',
      status: 'active',
      courses: [{ key: 'Clock+plain', course_runs: [run] }],
    },
    changes: active ? moments : [],
    looks: active ? [] : moments,
    at: (now) => ({ availability: active ? [word(dates, now)] : [], over: false, eligible: true }),
  };
}

function pathway(name: string): ClockedItem {
  return {
    key: uuidOf(name),
    document: { content_type: 'learnerpathway', uuid: uuidOf(name), title: name, status: 'active', steps: [] },
    changes: [],
    looks: [],
    at: () => ({ availability: [], over: false, eligible: true }),
  };
}

function runOf(key: string, { start, end }: Dates): Record<string, unknown> {
  const open = { status: 'published', is_enrollable: true, is_marketable: true };
  return { key, uuid: uuidOf(key), ...open, start: iso(start), end: iso(end) };
}

function word({ start, end }: Dates, now: number): string {
  if (now > end) {
    return 'Archived';
  }
  if (now >= start) {
    return 'Available Now';
  }
  return now > start - soon ? 'Starting Soon' : 'Upcoming';
}

function laterBy(milliseconds: number, { start, enrolBy, end }: Dates): Dates {
  return { start: start + milliseconds, enrolBy: enrolBy + milliseconds, end: end + milliseconds };
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
