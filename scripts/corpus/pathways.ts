import { courseShortDescription, courseTitle, courseTraits, drawPartner, type CourseTraits } from './course-traits.ts';
import { DAY, isoSeconds } from './instants.ts';
import { itemAt } from './item-at.ts';
import type { Links } from './links.ts';
import { programTraits } from './programs.ts';
import { RandomStream } from './random.ts';
import { courseRuns } from './runs.ts';
import { drawSkills } from './skills.ts';
import { drawPattern } from './titles.ts';
import type { World } from './world.ts';
import { Writer } from './writer.ts';

const SPANISH_SHARE = 0.11;

export function pathwayUuid(world: World, index: number): string {
  return new RandomStream(world.seed, 'pathway', index, 'uuid').uuid();
}

/** What a pathway is about: a topic with courses, since it is some course's. */
export function pathwayTopic(world: World, index: number): Pick<CourseTraits, 'topicIndex' | 'topic' | 'organisation'> {
  return courseTraits(world, pathwayStream(world, index).course);
}

/** A pathway's stream, past the draw of the course that it is like. */
function pathwayStream(world: World, index: number): { stream: RandomStream; course: number } {
  const stream = new RandomStream(world.seed, 'pathway', index);
  return { course: stream.whole(0, world.counts.course - 1), stream };
}

/** A learner pathway: two or three steps, each of one or two courses or one program on its topic. */
export function pathwayDocument(world: World, links: Links, index: number): Record<string, unknown> {
  const { stream, course } = pathwayStream(world, index);
  const { topicIndex, topic, organisation } = courseTraits(world, course);
  const spanish = stream.chance(SPANISH_SHARE);
  const writer = new Writer({
    spanish,
    phrases: spanish ? world.spanish : world.english,
    topic,
    organisationName: organisation.name,
    place: organisation.place,
    stream: new RandomStream(world.seed, 'pathway', index, 'texts'),
  });
  const title = writer.title(drawPattern(world.titlePatterns(topic, 'pathway', spanish), stream));
  const skills = drawSkills(topic, stream).slice(0, 4);
  const status = stream.chance(0.85) ? 'active' : 'inactive';
  const uuid = pathwayUuid(world, index);
  return {
    aggregation_key: `learnerpathway:${uuid}`,
    content_type: 'learnerpathway',
    uuid,
    title,
    name: title,
    status,
    published: status === 'active',
    partner: drawPartner(stream),
    overview: writer.sentence('pathway'),
    card_image: {
      card: { url: `https://media.example.test/pathway/${String(index)}.jpg`, width: 378, height: 225 },
    },
    skills,
    skill_names: skills.map((skill) => skill.name),
    visible_via_association: stream.chance(0.7),
    created: isoSeconds(world.now - stream.whole(10, 1400) * DAY),
    steps: drawSteps(world, links, topicIndex, stream),
  };
}

function drawSteps(world: World, links: Links, topicIndex: number, stream: RandomStream): Record<string, unknown>[] {
  const courses = links.coursesOnTopic(topicIndex);
  const programs = links.programsOnTopic(topicIndex);
  const used = new Set<string>();
  const steps: Record<string, unknown>[] = [];
  for (let step = stream.whole(2, 3); step > 0; step--) {
    const uuid = stream.uuid();
    if (programs.length > 0 && stream.chance(0.25)) {
      const program = itemAt(programs, stream.whole(0, programs.length - 1));
      if (!used.has(`program ${String(program)}`)) {
        used.add(`program ${String(program)}`);
        steps.push({ uuid, min_requirement: 1, courses: [], programs: [stepProgram(world, links, program)] });
        continue;
      }
    }
    const drawn = Array.from({ length: stream.whole(1, 2) }, () =>
      itemAt(courses, stream.whole(0, courses.length - 1)),
    );
    const fresh = [...new Set(drawn)].filter((course) => !used.has(`course ${String(course)}`));
    if (fresh.length > 0) {
      fresh.forEach((course) => used.add(`course ${String(course)}`));
      steps.push({ uuid, min_requirement: 1, courses: fresh.map((course) => stepCourse(world, course)), programs: [] });
    }
  }
  return steps;
}

function stepCourse(world: World, index: number): Record<string, unknown> {
  const course = courseTraits(world, index);
  const open = courseRuns(world, course).filter((run) => !run.restricted);
  return {
    key: course.key,
    title: courseTitle(world, course),
    short_description: courseShortDescription(world, course),
    content_type: 'course',
    course_runs: open.map((run) => ({ key: run.key })),
  };
}

function stepProgram(world: World, links: Links, index: number): Record<string, unknown> {
  const program = programTraits(world, links, index);
  return {
    uuid: program.uuid,
    title: program.title,
    content_type: 'program',
    courses: program.courses.map((course) => ({
      key: course.key,
      title: courseTitle(world, course),
    })),
  };
}
