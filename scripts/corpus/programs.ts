import { isoMicroseconds, DAY } from './instants.ts';
import { type CourseTraits, courseTitle, courseTraits, drawPartner } from './course-traits.ts';
import { subjectNamed } from './course-texts.ts';
import { itemAt } from './item-at.ts';
import { SPANISH } from './languages.ts';
import type { Links } from './links.ts';
import { organisationDocument } from './organisations.ts';
import { pow } from './arithmetic.ts';
import { RandomStream } from './random.ts';
import { drawSkills } from './skills.ts';
import { slugify } from './spelling.ts';
import { drawPattern } from './titles.ts';
import type { World } from './world.ts';
import { Writer } from './writer.ts';

/** What courses and pathways need to know of a program. */
export interface ProgramTraits {
  index: number;
  uuid: string;
  title: string;
  slug: string;
  type: string;
  /** Never empty; the first gave the program its topic, organisation and language. */
  courses: readonly CourseTraits[];
}

export const PROGRAM_TYPES = [
  ['Professional Certificate', 48],
  ['XSeries', 18],
  ['MicroMasters', 14],
  ['MicroBachelors', 7],
  ['Masters', 8],
  ['Bachelors', 3],
  ['Certificate', 2],
] as const;

const STATUS_SHARES = [
  ['active', 80],
  ['unpublished', 10],
  ['retired', 7],
  ['deleted', 3],
] as const;

/** Type alone, since every run of every course asks for it. */
function programType(world: World, index: number): string {
  return new RandomStream(world.seed, 'program', index, 'type').weighted(PROGRAM_TYPES);
}

export function programUuid(world: World, index: number): string {
  return new RandomStream(world.seed, 'program', index, 'uuid').uuid();
}

export function programTraits(world: World, links: Links, index: number): ProgramTraits {
  const courses = [...links.coursesOfProgram(index)].map((course) => courseTraits(world, course));
  const first = itemAt(courses, 0);
  const table = world.titlePatterns(first.topic, 'program', first.language === SPANISH);
  const pattern = drawPattern(table, new RandomStream(world.seed, 'program', index, 'pattern'));
  const title = programWriter(world, first, index, 'title').title(pattern);
  return {
    index,
    uuid: programUuid(world, index),
    title,
    slug: `${slugify(title)}-${String(index)}`,
    type: programType(world, index),
    courses,
  };
}

/** A program as upstream nests it in `programs` of a course. */
export function nestedProgram(program: ProgramTraits): Record<string, unknown> {
  return {
    uuid: program.uuid,
    title: program.title,
    type: program.type,
    type_attrs: { slug: slugify(program.type), coaching_supported: false },
    marketing_slug: program.slug,
    number_of_courses: program.courses.length,
  };
}

/** A program's own document; courses are named by key, title and uuid only. */
export function programDocument(world: World, links: Links, index: number): Record<string, unknown> {
  const program = programTraits(world, links, index);
  const { courses } = program;
  const first = itemAt(courses, 0);
  const stream = new RandomStream(world.seed, 'program', index, 'document');
  const writer = programWriter(world, first, index, 'texts');
  const status = stream.weighted(STATUS_SHARES);
  const owners = first.owners;
  const subjects = first.topic.subjects.map((name) => subjectNamed(world, name));
  const skills = drawSkills(first.topic, stream);
  const prices = courses.map((course) => course.price ?? 0);
  const enrollments = Math.round(
    40 + 90_000 * pow(1 + Math.floor(stream.unit() * 2000), -0.8) * stream.logNormal(1, 0.5),
  );
  const weeks = stream.whole(6, 12);
  const hours = stream.whole(2, 6);
  const imageUrl = `https://media.example.test/program/${String(index)}`;
  return {
    aggregation_key: `program:${program.uuid}`,
    content_type: 'program',
    uuid: program.uuid,
    title: program.title,
    subtitle: writer.sentence('subtitle'),
    type: program.type,
    type_attrs: { slug: slugify(program.type), coaching_supported: false },
    status,
    published: status === 'active',
    hidden: stream.chance(0.03),
    partner: drawPartner(stream),
    marketing_slug: program.slug,
    marketing_url: marketingUrl(program),
    marketing_hook: writer.sentence('subtitle'),
    overview: `<p>${writer.sentences('overview', stream.whole(2, 4)).join(' ').replaceAll('&', '&amp;')}</p>`,
    expected_learning_items: Array.from({ length: stream.whole(3, 5) }, () => writer.outcome()),
    card_image_url: `${imageUrl}.jpg`,
    banner_image: { large: { url: `${imageUrl}-large.jpg` } },
    courses: courses.map((course) => ({
      key: course.key,
      uuid: course.uuid,
      title: courseTitle(world, course),
    })),
    course_keys: courses.map((course) => course.key),
    authoring_organizations: owners.map((owner) => organisationDocument(owner)),
    authoring_organization_uuids: owners.map((owner) => owner.uuid),
    subjects,
    subject_uuids: subjects.map((subject) => subject.uuid),
    skills,
    skill_names: skills.map((skill) => skill.name),
    language: [first.language.name],
    languages: [first.language.code],
    transcript_languages: [first.language.code],
    seat_types: [...new Set(courses.flatMap((course) => course.type.paidSeats))],
    price_ranges: [
      {
        currency: 'USD',
        min: Math.min(...prices),
        max: Math.max(...prices),
        total: prices.reduce((sum, price) => sum + price, 0),
      },
    ],
    weeks_to_complete_min: weeks,
    weeks_to_complete_max: weeks + stream.whole(0, 6),
    min_hours_effort_per_week: hours,
    max_hours_effort_per_week: hours + stream.whole(1, 5),
    is_program_eligible_for_one_click_purchase: stream.chance(0.5),
    enterprise_subscription_inclusion: stream.chance(0.5),
    enrollment_count: enrollments,
    recent_enrollment_count: Math.round(enrollments * stream.unit() * 0.1),
    product_source: { name: 'edX', slug: 'edx', description: 'edX' },
    data_modified_timestamp: isoMicroseconds(world.now - Math.floor(stream.unit() * stream.unit() * 900 * DAY)),
  };
}

function marketingUrl(program: ProgramTraits): string {
  return `https://www.example.test/${slugify(program.type)}/${program.slug}`;
}

function programWriter(world: World, first: CourseTraits, index: number, name: string): Writer {
  const stream = new RandomStream(world.seed, 'program', index, name);
  const spanish = first.language === SPANISH;
  return new Writer({
    spanish,
    phrases: spanish ? world.spanish : world.english,
    topic: first.topic,
    organisationName: first.organisation.name,
    place: stream.pick(world.organisations).place,
    stream,
  });
}
