import { type CourseTraits, courseShortDescription, courseSlug, courseTitle, courseWriter } from './course-traits.ts';
import { writeDescription } from './descriptions.ts';
import { SPANISH } from './languages.ts';
import { bullets, type EntityStyle, paragraph } from './markup.ts';
import { RandomStream } from './random.ts';
import { drawSkills, type Skill } from './skills.ts';
import type { Subject } from './subjects.ts';
import type { World } from './world.ts';

/** What is written about a course; its runs carry parts of it. */
export interface CourseTexts {
  title: string;
  slug: string;
  marketingUrl: string;
  imageUrl: string;
  short: string;
  full: string;
  firstParagraph: string;
  outcome: string;
  prerequisites: string;
  syllabus: string;
  skills: readonly Skill[];
  subjects: readonly Subject[];
  inSubscription: boolean;
}

/** Share of documents that write special characters as named entities. */
const NAMED_ENTITIES_SHARE = 0.2;

export function courseTexts(world: World, course: CourseTraits): CourseTexts {
  const stream = new RandomStream(world.seed, 'course', course.index, 'texts');
  const writer = courseWriter(world, course, 'description');
  const style: EntityStyle = stream.chance(NAMED_ENTITIES_SHARE) ? 'named' : 'plain';
  const title = courseTitle(world, course);
  const slug = courseSlug(course, title);
  const description = writeDescription(writer, stream, style);
  const outcomes = Array.from({ length: stream.whole(3, 5) }, () => writer.outcome());
  return {
    title,
    slug,
    marketingUrl: `https://www.example.test/course/${slug}`,
    imageUrl: `https://media.example.test/course/${course.number.toLowerCase()}.jpg`,
    short: courseShortDescription(world, course),
    full: description.html,
    firstParagraph: description.firstParagraph,
    outcome: bullets([...new Set(outcomes)], style),
    prerequisites: stream.chance(0.6) ? paragraph([writer.sentence('prerequisite')], style) : '',
    syllabus: stream.chance(0.5) ? syllabus(course, writer.theme.bind(writer), stream, style) : '',
    skills: drawSkills(course.topic, stream),
    subjects: courseSubjects(world, course, stream),
    inSubscription: stream.chance(0.55),
  };
}

/** A paragraph a week; fewer weeks when the themes run out. */
function syllabus(course: CourseTraits, theme: () => string, stream: RandomStream, style: EntityStyle): string {
  const word = course.language === SPANISH ? 'Semana' : 'Week';
  const themes = new Set(Array.from({ length: stream.whole(3, 7) }, theme));
  return [...themes].map((text, week) => paragraph([`${word} ${String(week + 1)}: ${text}`], style)).join('');
}

/** The topic's first subject, and for some courses the others. */
function courseSubjects(world: World, course: CourseTraits, stream: RandomStream): Subject[] {
  const names = stream.chance(0.5) ? course.topic.subjects : course.topic.subjects.slice(0, 1);
  return names.map((name) => subjectNamed(world, name));
}

/** The subject with a name; throws where a topic names one that does not exist. */
export function subjectNamed(world: World, name: string): Subject {
  const subject = world.subjects.get(name);
  if (subject === undefined) {
    throw new Error(`no subject is called ${name}`);
  }
  return subject;
}
