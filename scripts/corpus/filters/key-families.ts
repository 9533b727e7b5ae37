import { pathwayUuid } from '../pathways.ts';
import { programUuid } from '../programs.ts';
import { audience, type BuildFilter, type ContentFilter, type FilterContext } from './filter-context.ts';
import { listLength, pickCourseKeys, pickOrganisations, pickRunKeys } from './lists.ts';
import { maybeNarrowed, ofLevel } from './narrowing.ts';

/** The one list in production style that is longer than the rest. */
const LONGEST_LIST = 750;

/** Keys of courses, sometimes of runs. */
export const keyList: BuildFilter = (context) => {
  const length = listLength(context);
  return context.stream.chance(0.12)
    ? { ...audience(context, 'courserun'), key: pickRunKeys(context, length) }
    : { ...audience(context, 'course'), key: pickCourseKeys(context, length) };
};

/** Aggregation keys of courses, often of their runs too; the first is a list of every type in production style. */
export const aggregationKeyList: BuildFilter = (context) => {
  if (context.ordinal === 0) {
    return productionStyleList(context);
  }
  const keys = pickCourseKeys(context, listLength(context));
  if (context.stream.chance(0.5)) {
    return { ...audience(context, 'course'), aggregation_key: keys.map((key) => `course:${key}`) };
  }
  return {
    ...audience(context, ['course', 'courserun']),
    aggregation_key: [...keys.map((key) => `course:${key}`), ...runsOfSome(context, keys)].slice(0, 500),
  };
};

/** Nearly everything but the courses in a list. */
export const aggregationKeyExclude: BuildFilter = (context) => ({
  ...audience(context, 'course', 1),
  ...(context.stream.chance(0.2) ? ofLevel(context) : maybeNarrowed(context, 0.7, 12)),
  aggregation_key__exclude: pickCourseKeys(context, listLength(context)).map((key) => `course:${key}`),
});

/** All items of the organisations in a list, named by key, uuid or name. */
export const organisationList: BuildFilter = (context) => {
  const { stream } = context;
  const organisations = pickOrganisations(context, Math.min(250, listLength(context)));
  const types = stream.weighted<string | readonly string[]>([
    ['course', 62],
    ['courserun', 8],
    [['course', 'courserun'], 14],
    [['course', 'program'], 8],
    ['program', 8],
  ]);
  const narrowing = maybeNarrowedByLevel(context, types);
  const [field, value] = stream.weighted<readonly [string, readonly string[]]>([
    [['org', organisations.map(({ key }) => key)], 80],
    [['authoring_organization_uuids', organisations.map(({ uuid }) => uuid)], 8],
    [['organizations', organisations.map(({ key, name }) => `${key}: ${name}`)], 6],
    [['authoring_organizations', organisations.map(({ name }) => name)], 6],
  ]);
  return { ...audience(context, types), ...narrowing, [field]: value };
};

/** Everything but what the organisations in a list own. */
export const organisationExclude: BuildFilter = (context) => ({
  ...audience(context, context.stream.chance(0.7) ? 'course' : ['course', 'courserun', 'program'], 1),
  ...(context.stream.chance(0.4) ? ofLevel(context) : {}),
  org__exclude: pickOrganisations(context, Math.min(60, listLength(context))).map(({ key }) => key),
});

/** Spellings that production filters hold and the language corrects. */
export const misspeltKeys: BuildFilter = (context) => {
  const keys = pickCourseKeys(context, listLength(context));
  const aggregationKeys = keys.map((key) => `course:${key}`);
  switch (context.ordinal % 5) {
    case 0:
      return { ...audience(context, 'course'), aggregration__key: aggregationKeys };
    case 1:
      return { ...audience(context, 'course'), aggregation__key: aggregationKeys };
    case 2:
      return { ...audience(context, 'course'), 'key.raw': keys };
    case 3:
      return { ...audience(context, 'courserun'), enrollment_mode: 'verified', ...maybeNarrowed(context, 0.9) };
    default:
      return {
        ...audience(context, 'course'),
        ...maybeNarrowed(context, 0.7),
        org__exempt: pickOrganisations(context, Math.min(60, listLength(context))).map(({ key }) => key),
      };
  }
};

function productionStyleList(context: FilterContext): ContentFilter {
  const { world, stream } = context;
  const courses = pickCourseKeys(context, 600).map((key) => `course:${key}`);
  const others = [
    ...stream.sample([...Array(Math.min(100, world.counts.program)).keys()], 100).map((index) => {
      return `program:${programUuid(world, index)}`;
    }),
    ...stream.sample([...Array(Math.min(50, world.counts.learnerpathway)).keys()], 50).map((index) => {
      return `learnerpathway:${pathwayUuid(world, index)}`;
    }),
  ];
  return {
    partner: 'edx',
    status: ['published', 'active'],
    content_type: ['course', 'program', 'learnerpathway'],
    include_learner_pathways: true,
    aggregation_key: [...courses, ...others].slice(0, LONGEST_LIST),
  };
}

/** Aggregation keys of the runs of the first courses of a list, a quarter of them up to all. */
function runsOfSome({ stream }: FilterContext, keys: readonly string[]): string[] {
  const count = Math.ceil(keys.length * (0.25 + 0.75 * stream.unit()));
  return keys.slice(0, count).map((key) => `courserun:${key}`);
}

function maybeNarrowedByLevel(context: FilterContext, types: string | readonly string[]): ContentFilter {
  return types !== 'program' && context.stream.chance(0.15) ? ofLevel(context) : {};
}
