import { courseTexts } from './course-texts.ts';
import { courseTraits } from './course-traits.ts';
import { courseDocument } from './courses.ts';
import type { Links } from './links.ts';
import { pathwayDocument } from './pathways.ts';
import { programDocument, programTraits } from './programs.ts';
import { runDocument } from './run-documents.ts';
import { courseRuns } from './runs.ts';
import type { World } from './world.ts';

/** The raw upstream documents of a corpus: each course followed by its runs, then programs, then pathways. */
export function* contentDocuments(world: World, links: Links): Generator<Record<string, unknown>> {
  for (let index = 0; index < world.counts.course; index++) {
    const course = courseTraits(world, index);
    const texts = courseTexts(world, course);
    const runs = courseRuns(world, course);
    const programs = [...links.programsOfCourse(index)].map((program) => programTraits(world, links, program));
    yield courseDocument(world, { course, texts, runs, programs });
    const programTypes = [...new Set(programs.map((program) => program.type))];
    for (const run of runs) {
      yield runDocument(course, texts, run, programTypes);
    }
  }
  for (let index = 0; index < world.counts.program; index++) {
    yield programDocument(world, links, index);
  }
  for (let index = 0; index < world.counts.learnerpathway; index++) {
    yield pathwayDocument(world, links, index);
  }
}
