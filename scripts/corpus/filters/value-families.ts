import { COURSE_TYPES, EXECUTIVE_EDUCATION } from '../course-types.ts';
import { DAY, isoDay, isoSeconds } from '../instants.ts';
import { itemAt } from '../item-at.ts';
import { LANGUAGES } from '../languages.ts';
import { PROGRAM_TYPES } from '../programs.ts';
import { audience, type BuildFilter, type ContentFilter } from './filter-context.ts';
import { listLength, oneOrList, pickCourseKeys } from './lists.ts';
import { maybeNarrowed, ofLevel, ofOrganisations, ofSkills, ofSubject } from './narrowing.ts';

const PRICE_BOUNDS = [
  25, 50, 75, 99, 100, 129, 150, 199, 200, 249, 300, 301, 400, 500, 750, 999, 1500, 2000, 3000, 5000,
];
const AVAILABILITIES = [
  ['Current'],
  ['Current', 'Upcoming'],
  ['Current', 'Starting Soon', 'Upcoming'],
  ['Starting Soon', 'Upcoming'],
  ['Upcoming'],
  ['Starting Soon'],
  ['Archived'],
  ['Current', 'Archived'],
];

/** Nothing dearer (or cheaper) than a bound, which is written as text as often as not. */
export const priceBound: BuildFilter = (context) => {
  const { stream } = context;
  const operator = stream.weighted([
    ['lte', 14],
    ['lt', 3],
    ['gte', 2],
    ['gt', 1],
  ]);
  const bound = stream.pick(PRICE_BOUNDS);
  return {
    ...audience(context, stream.chance(0.8) ? 'course' : ['course', 'courserun']),
    ...maybeNarrowed(context, 0.6, 10),
    [`first_enrollable_paid_seat_price__${operator}`]: stream.chance(0.5) ? String(bound) : bound,
  };
};

/** Between two prices, in each of the three ways to say it. */
export const priceWindow: BuildFilter = (context) => {
  const { stream, ordinal } = context;
  const low = stream.pick(PRICE_BOUNDS.slice(0, 14));
  const high = low + stream.pick([50, 100, 200, 500]);
  const base = { ...audience(context, 'course'), ...maybeNarrowed(context, 0.5) };
  switch (ordinal % 3) {
    case 0:
      return { ...base, first_enrollable_paid_seat_price__range: `${String(low)}__${String(high)}` };
    case 1:
      return { ...base, first_enrollable_paid_seat_price__range: [low, high] };
    default:
      return {
        ...base,
        first_enrollable_paid_seat_price__gte: low,
        first_enrollable_paid_seat_price__lte: String(high),
      };
  }
};

/** Runs by where they stand in time. */
export const runAvailability: BuildFilter = (context) => ({
  ...audience(context, 'courserun'),
  availability: oneOrList(context.stream.pick(AVAILABILITIES)),
  ...(context.stream.chance(0.3) ? { is_enrollable: true } : {}),
  ...maybeNarrowed(context, 0.7),
});

/** Courses with a run that stands where it is asked. */
export const courseAvailability: BuildFilter = (context) => ({
  ...audience(context, 'course'),
  availability: oneOrList(context.stream.pick(AVAILABILITIES)),
  ...(context.stream.chance(0.4) ? { status: 'published' } : {}),
  ...maybeNarrowed(context, 0.7),
});

export const organisationAndLevel: BuildFilter = (context) => ({
  ...audience(context, context.stream.chance(0.8) ? 'course' : ['course', 'courserun']),
  ...ofOrganisations(context, 8),
  ...ofLevel(context),
});

export const courseType: BuildFilter = (context) => {
  const { stream } = context;
  const base = { ...audience(context, 'course'), ...maybeNarrowed(context, 0.75, 10) };
  if (stream.chance(0.45)) {
    const kept = stream.sample(COURSE_TYPES, stream.whole(1, 3));
    return { ...base, course_type: oneOrList(kept.map(({ slug }) => slug)) };
  }
  return stream.chance(0.7)
    ? { ...base, course_type__exclude: EXECUTIVE_EDUCATION }
    : { ...base, course_type__exclude: stream.sample(COURSE_TYPES, 2).map(({ slug }) => slug) };
};

export const level: BuildFilter = (context) => ({
  ...audience(context, context.stream.chance(0.7) ? 'course' : ['course', 'courserun']),
  ...ofLevel(context),
  ...maybeNarrowed(context, 0.7),
});

/** What the language lacked upstream and has here. */
export const levelExclude: BuildFilter = (context) => ({
  ...audience(context, 'course'),
  level_type__exclude: 'Advanced',
});

/** Programs, pathways, or both. */
export const programsAndPathways: BuildFilter = (context) => {
  const { stream, ordinal } = context;
  if (ordinal % 7 === 6) {
    return { ...audience(context, 'learnerpathway'), status: 'active', ...ofSkills(context) };
  }
  if (ordinal % 7 === 5) {
    return { ...audience(context, ['program', 'learnerpathway'], 1), published: true, ...ofSkills(context) };
  }
  const types = stream.sample(PROGRAM_TYPES, stream.whole(1, 3)).map(([name]) => name);
  return {
    ...audience(context, 'program'),
    ...(stream.chance(0.7) ? { status: 'active' } : {}),
    type: oneOrList(types),
    ...(stream.chance(0.4) ? ofOrganisations(context, 10) : {}),
    ...(stream.chance(0.3) ? ofSubject(context) : {}),
  };
};

/** Runs, sometimes courses, in some languages. */
export const runLanguage: BuildFilter = (context) => {
  const { stream } = context;
  const languages = stream.sample(LANGUAGES, stream.whole(1, 3)).map(({ name }) => name);
  const field = stream.pick(['language', 'languages', 'transcript_languages']);
  const type = stream.chance(0.85) ? 'courserun' : ['course', 'courserun'];
  return { ...audience(context, type), [field]: oneOrList(languages), ...maybeNarrowed(context, 0.5) };
};

/** Whole types of the main partner's content; the number of the filter says which. */
export const catchAll: BuildFilter = ({ ordinal }) => {
  const sets = [
    ['course'],
    ['course', 'courserun', 'program', 'learnerpathway'],
    ['course', 'program'],
    ['course', 'courserun'],
  ];
  const extras: readonly ContentFilter[] = [
    {},
    { enterprise_subscription_inclusion: true },
    { status: ['published', 'active'] },
    { active: true },
    { skill_names__exists: true },
    { hidden__exclude: true },
  ];
  const extra = itemAt(extras, Math.floor(ordinal / sets.length) % extras.length);
  return { content_type: oneOrList(itemAt(sets, ordinal % sets.length)), partner: 'edx', ...extra };
};

/** Fields that hold several values in one item. */
export const listValuedField: BuildFilter = (context) => {
  const { stream, ordinal } = context;
  switch (ordinal % 5) {
    case 0:
      return { ...audience(context, 'course'), ...ofSkills(context) };
    case 1:
      return { ...audience(context, 'course'), ...ofSubject(context), ...ofLevel(context) };
    case 2:
      return { ...audience(context, 'course'), seat_types: 'professional', ...maybeNarrowed(context, 0.5) };
    case 3:
      return {
        ...audience(context, 'courserun'),
        program_types: stream.pick(PROGRAM_TYPES)[0],
        ...maybeNarrowed(context, 0.5),
      };
    default:
      return { ...audience(context, 'course'), skills: ofSkills(context)['skill_names'], ...ofLevel(context) };
  }
};

/** Days and instants on either side of the reference instant, or a year between two. */
export const dates: BuildFilter = (context) => {
  const { stream, ordinal, world } = context;
  const instant = world.now + stream.whole(-400, 200) * DAY;
  const bound = stream.chance(0.5) ? isoDay(instant) : isoSeconds(instant);
  const conditions: readonly ContentFilter[] = [
    { content_type: 'courserun', start__gte: bound },
    { content_type: 'courserun', end__lt: bound },
    { content_type: 'course', end_date__gte: bound },
    { content_type: 'courserun', enrollment_end__gte: bound },
    { content_type: 'course', modified__gte: bound },
    { content_type: 'courserun', start__range: [isoDay(instant), isoDay(instant + 365 * DAY)] },
    { content_type: 'courserun', enrollment_start__lte: bound },
    { content_type: 'course', end__exists: false },
  ];
  return { ...itemAt(conditions, ordinal % conditions.length), ...maybeNarrowed(context, 0.6) };
};

/** Keys that steer the service rather than describe content. */
export const controlKeys: BuildFilter = (context) => {
  const { ordinal } = context;
  if (ordinal % 2 === 0) {
    const types = ['course', 'learnerpathway'];
    return {
      ...audience(context, types),
      include_learner_pathways: ordinal % 4 === 0,
      ...ofSkills(context),
    };
  }
  return {
    ...audience(context, 'course'),
    ...ofOrganisations(context, 3),
    enterprise_force_include_aggregation_keys: pickCourseKeys(context, Math.min(20, listLength(context))).map((key) => {
      return `course:${key}`;
    }),
  };
};
