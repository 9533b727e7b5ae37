import { objectsIn, textsIn } from '../contract/members.ts';
import type { JsonObject, RawContent } from '../contract/raw-content.ts';
import { visibleRuns } from './runs.ts';

/** What a document nests of what it is made of, as far as upstream nests it: a pathway's courses often have no more than a key and a title. */
interface Parts {
  courses: readonly JsonObject[];
  programs: readonly JsonObject[];
}

/** A program's courses; a pathway's programs, and its courses with theirs. Other content is made of nothing. */
export function nestedParts(raw: RawContent): Parts {
  switch (raw.content_type) {
    case 'course':
    case 'courserun':
      return { courses: [], programs: [] };
    case 'program':
      return { courses: objectsIn(raw['courses']), programs: [] };
    case 'learnerpathway': {
      const steps = objectsIn(raw['steps']);
      const programs = [...steps.flatMap((step) => objectsIn(step['programs'])), ...objectsIn(raw['programs'])];
      const courses = [...steps, ...programs].flatMap((holder) => objectsIn(holder['courses']));
      return { courses, programs };
    }
  }
}

/** Of a program the level of most of its courses, of levels as frequent the one that comes first; else the content's own. */
export function levelOf(raw: RawContent): string | null {
  const levels = raw.content_type === 'program' ? nestedParts(raw).courses.flatMap(courseLevel) : [];
  const counts = new Map<string, number>();
  for (const level of levels) {
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most?.[0] ?? textsIn(raw['level_type'])[0] ?? null;
}

/** A course that is nested has its level in its runs, as a rule. */
function courseLevel(course: JsonObject): string[] {
  return textsIn(course['level_type'], ...visibleRuns(course).map((run) => run['level_type'])).slice(0, 1);
}
