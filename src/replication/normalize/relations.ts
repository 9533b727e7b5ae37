import { objectsIn, textsIn } from '../contract/members.ts';
import type { Normalized } from '../contract/normalized-schema.ts';
import type { RawContent } from '../contract/raw-content.ts';

type Programs = Pick<Normalized, 'program_types' | 'program_titles' | 'program_uuids'>;

/** The programs that a course is part of; type and title of a program are its own. */
export function programsOf(raw: RawContent): Programs {
  const above = objectsIn(raw['programs']);
  const programs = raw.content_type === 'program' ? [raw] : above;
  return {
    program_types: textsIn(
      raw['program_types'],
      programs.map(({ type }) => type),
    ),
    program_titles: textsIn(programs.map(({ title }) => title)),
    program_uuids: raw.content_type === 'course' ? textsIn(above.map(({ uuid }) => uuid)) : [],
  };
}

/** What a program or pathway is made of, by key: of a learner pathway in its steps, a credit pathway has its programs itself. */
export function partsOf(raw: RawContent): Pick<Normalized, 'course_keys' | 'program_keys'> {
  if (raw.content_type === 'course' || raw.content_type === 'courserun') {
    return { course_keys: [], program_keys: [] };
  }
  const isPathway = raw.content_type === 'learnerpathway';
  const holders = isPathway ? [...objectsIn(raw['steps']), { programs: raw['programs'] }] : [raw];
  const keysOf = (list: string, member: string): unknown[] =>
    holders.flatMap((holder) => objectsIn(holder[list]).map((part) => part[member]));
  return {
    course_keys: textsIn(keysOf('courses', 'key'), raw['course_keys']),
    program_keys: isPathway ? textsIn(keysOf('programs', 'uuid')) : [],
  };
}
