import type { Queryable } from '../../kernel/database.ts';

export interface NamedRow {
  id: number;
  content_key: string;
  uuid: string | null;
}

/** What these keys and uuids name, by id; removed items and restricted runs are left out. */
export function readNamedRows(
  on: Queryable,
  named: { keys: readonly string[]; uuids: readonly string[] },
): Promise<NamedRow[]> {
  return on.rows<NamedRow>(
    `SELECT id, content_key, uuid FROM content WHERE content_key IN (?) AND ${listed}
     UNION SELECT id, content_key, uuid FROM content WHERE uuid IN (?) AND ${listed} ORDER BY id`,
    [named.keys.length === 0 ? [''] : named.keys, named.uuids.length === 0 ? [''] : named.uuids],
  );
}

/** The ids of courses by those of their runs; null where a run's course is not there. */
export async function readCoursesOfRuns(on: Queryable, ids: readonly number[]): Promise<Map<number, number | null>> {
  if (ids.length === 0) {
    return new Map();
  }
  const rows = await on.rows<{ run: number; course: number | null }>(
    `SELECT run.id AS run, course.id AS course FROM content run
     LEFT JOIN content course ON course.content_key = run.parent_key AND course.deleted_at IS NULL
     WHERE run.id IN (?) AND run.type = 'courserun' AND run.parent_key IS NOT NULL`,
    [ids],
  );
  return new Map(rows.map(({ run, course }) => [run, course]));
}

const listed = 'deleted_at IS NULL AND (unlisted IS NULL OR unlisted = 1)';
