import { COURSE_TYPES, type CourseType, EXECUTIVE_EDUCATION, listPrice } from './course-types.ts';
import { itemAt } from './item-at.ts';
import { LANGUAGES, SPANISH, type Language } from './languages.ts';
import { type Organisation, rankByShare } from './organisations.ts';
import { RandomStream } from './random.ts';
import { slugify } from './spelling.ts';
import { drawPattern, lengthenPattern, type TitleKind } from './titles.ts';
import type { Topic } from './topics.ts';
import type { World } from './world.ts';
import { Writer } from './writer.ts';

/** What is cheap to derive about a course, and what programs, pathways and filters need to know of it. */
export interface CourseTraits {
  index: number;
  key: string;
  /** The part of the key after the organisation's. */
  number: string;
  uuid: string;
  topicIndex: number;
  topic: Topic;
  organisation: Organisation;
  /** Mostly the organisation alone, sometimes two, for some courses none. */
  owners: readonly Organisation[];
  language: Language;
  level: 'Introductory' | 'Intermediate' | 'Advanced' | null;
  type: CourseType;
  /** Whole USD; null when nothing is sold. */
  price: number | null;
  partner: string;
}

const TYPE_SHARES = COURSE_TYPES.map((type) => [type, type.share] as const);
const LANGUAGE_SHARES = LANGUAGES.map((language) => [language, language.share] as const);
const LEVEL_SHARES = [
  ['Introductory', 52],
  ['Intermediate', 33],
  ['Advanced', 12],
  [null, 3],
] as const;
const KEY_ENDINGS = [
  ['x', 6],
  ['', 3],
  ['.1x', 1],
] as const;
/** Share of courses whose topic is one of the organisation's favourites. */
const FAVOURITE_SHARE = 0.6;
const NO_OWNER_SHARE = 0.03;
const SECOND_OWNER_SHARE = 0.1;
const FIRST_NUMBER = 101;

/**
 * The traits of the course with an index. An index beyond the number of courses gives a course that is in no corpus,
 * with a key of the usual look: filters that name retired courses use those.
 */
export function courseTraits(world: World, index: number): CourseTraits {
  const stream = new RandomStream(world.seed, 'course', index);
  const organisation = drawOrganisation(world, stream);
  const topicIndex = stream.chance(FAVOURITE_SHARE)
    ? stream.pick(organisation.favourites)
    : stream.weighted(world.topicWeights);
  const topic = itemAt(world.topics, topicIndex);
  const number = `${topic.code}${String(FIRST_NUMBER + index)}${stream.weighted(KEY_ENDINGS)}`;
  const type = stream.weighted(TYPE_SHARES);
  return {
    index,
    key: `${organisation.key}+${number}`,
    number,
    uuid: stream.uuid(),
    topicIndex,
    topic,
    organisation,
    type,
    price: listPrice(type, stream),
    language: stream.weighted(LANGUAGE_SHARES),
    level: stream.weighted(LEVEL_SHARES),
    partner: drawPartner(stream),
    owners: drawOwners(world, organisation, stream),
  };
}

/** 94 % belong to the main partner. */
export function drawPartner(stream: RandomStream): string {
  return stream.weighted([
    ['edx', 94],
    ['lighthouse', 4],
    ['guild-campus', 2],
  ]);
}

/** A writer for the texts of a course; the same name gives the same texts. */
export function courseWriter(world: World, traits: CourseTraits, name: string): Writer {
  const stream = new RandomStream(world.seed, 'course', traits.index, name);
  const spanish = traits.language === SPANISH;
  return new Writer({
    spanish,
    phrases: spanish ? world.spanish : world.english,
    topic: traits.topic,
    organisationName: traits.organisation.name,
    place: stream.pick(world.organisations).place,
    stream,
  });
}

export function courseTitle(world: World, traits: CourseTraits): string {
  const spanish = traits.language === SPANISH;
  const stream = new RandomStream(world.seed, 'course', traits.index, 'pattern');
  const pattern = drawPattern(world.titlePatterns(traits.topic, titleKind(traits), spanish), stream);
  return courseWriter(world, traits, 'title').title(lengthenPattern(pattern, spanish, stream));
}

/** One or two sentences in a paragraph: the same wherever the course is mentioned. */
export function courseShortDescription(world: World, traits: CourseTraits): string {
  return `<p>${courseWriter(world, traits, 'short').sentence('short').replaceAll('&', '&amp;')}</p>`;
}

/** The last part of the course's address. */
export function courseSlug(traits: CourseTraits, title: string): string {
  return `${slugify(title)}-${traits.number.toLowerCase().replaceAll('.', '-')}`;
}

function titleKind(traits: CourseTraits): TitleKind {
  if (traits.type.slug === EXECUTIVE_EDUCATION) {
    return 'executive';
  }
  switch (traits.level) {
    case 'Advanced':
      return 'advanced';
    case 'Intermediate':
      return 'intermediate';
    default:
      return 'introductory';
  }
}

function drawOrganisation(world: World, stream: RandomStream): Organisation {
  return itemAt(world.organisations, rankByShare(world.organisationShares, stream.unit()));
}

function drawOwners(world: World, first: Organisation, stream: RandomStream): Organisation[] {
  const kind = stream.unit();
  const second = drawOrganisation(world, stream);
  if (kind < NO_OWNER_SHARE) {
    return [];
  }
  return kind < NO_OWNER_SHARE + SECOND_OWNER_SHARE && second !== first ? [first, second] : [first];
}
