import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { RandomStream } from '../../corpus/random.ts';
import type { ServiceClient } from '../../scratch/service.ts';
import { changeCourse, type RawCourse } from '../change-course.ts';
import type { Judge } from '../judge.ts';

/** A course as it is stored. */
export interface ShownCourse {
  id: number;
  key: string;
  raw: RawCourse;
}

/** Courses that a search in everything can find, drawn at random; fewer when there are not so many. */
export async function readShownCourses(
  database: Connection,
  judge: Judge,
  { many, stream }: { many: number; stream: RandomStream },
): Promise<ShownCourse[]> {
  const [keys] = await database.query<(RowDataPacket & { id: number })[]>(
    "SELECT id FROM content WHERE type = 'course' AND deleted_at IS NULL ORDER BY content_key",
  );
  const drawn = stream.sample(
    keys.map(({ id }) => id),
    Math.min(2 * many, keys.length),
  );
  const [rows] = await database.query<(RowDataPacket & { id: number; content_key: string; raw: string })[]>(
    `SELECT c.id, c.content_key, b.raw FROM content c JOIN content_body b ON b.content_id = c.id
     WHERE c.id IN (?) ORDER BY c.content_key`,
    [drawn],
  );
  const now = Date.now();
  return rows
    .map(({ id, content_key: key, raw }) => ({ id, key, raw: JSON.parse(raw) as RawCourse }))
    .filter(({ raw }) => !judge.isRestricted(raw, now))
    .slice(0, many);
}

/** A copy of a course with a new word in its title, and one change that filters ask about. */
export function withWord(
  { raw }: ShownCourse,
  word: string,
  { courses, stream }: { courses: readonly ShownCourse[]; stream: RandomStream },
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
