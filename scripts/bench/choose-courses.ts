import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { RandomStream } from '../corpus/random.ts';
import type { RawCourse } from './change-course.ts';
import type { Judge } from './judge.ts';

/** A course as it is stored. */
export interface StoredCourse {
  id: number;
  key: string;
  raw: RawCourse;
}

/** Different courses that search can find, in random order; fewer when there are not so many. */
export async function chooseCourses(
  database: Connection,
  judge: Judge,
  count: number,
  stream: RandomStream,
): Promise<StoredCourse[]> {
  const [rows] = await database.query<(RowDataPacket & { id: number; key: string })[]>(
    "SELECT id, content_key AS `key` FROM content WHERE type = 'course' AND deleted_at IS NULL",
  );
  const sorted = rows.toSorted((left, right) => (left.key < right.key ? -1 : 1));
  const chosen: StoredCourse[] = [];
  for (const { id, key } of stream.sample(sorted, sorted.length)) {
    if (chosen.length === count) {
      break;
    }
    const raw = await readRaw(database, id);
    if (!judge.isRestricted(raw, Date.now())) {
      chosen.push({ id, key, raw });
    }
  }
  return chosen;
}

async function readRaw(database: Connection, contentId: number): Promise<RawCourse> {
  const [rows] = await database.query<(RowDataPacket & { raw: string })[]>(
    'SELECT raw FROM content_body WHERE content_id = ?',
    [contentId],
  );
  return JSON.parse(rows[0]?.raw ?? '{}') as RawCourse;
}
