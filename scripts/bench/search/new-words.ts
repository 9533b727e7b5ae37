import type { RandomStream } from '../../corpus/random.ts';
import type { ServiceClient } from '../../scratch/service.ts';
import { changeCourse, type RawCourse } from '../change-course.ts';
import type { StoredCourse } from '../choose-courses.ts';

/** A copy of a course with a new word in its title, and one change that filters ask about. */
export function withWord(
  { raw }: StoredCourse,
  word: string,
  { courses, stream }: { courses: readonly StoredCourse[]; stream: RandomStream },
): RawCourse {
  const kind = stream.pick(['level_type', 'organization', 'price'] as const);
  return changeCourse(raw, { kind, word, donor: stream.pick(courses).raw, stream });
}

/** Keys of what a word finds among everything, as it is typed. @throws Error for an answer that is none */
export async function keysFoundBy(client: ServiceClient, word: string, locale = 'en'): Promise<string[]> {
  const { status, body } = await client.ask('GET', `/api/v1/search?show=all&relax=false&locale=${locale}&q=${word}`);
  const { results } = body as { results?: { content_key: string }[] };
  if (status !== 200 || results === undefined) {
    throw new Error(`a search was answered ${String(status)} ${JSON.stringify(body).slice(0, 300)}`);
  }
  return results.map(({ content_key }) => content_key);
}
