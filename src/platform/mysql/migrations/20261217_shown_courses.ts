import type { Knex } from 'knex';

/** Programs that do not know it run on: they leave no marks, which reconciliation makes up for; it only adds. */
export const needs = '20261121_initial';

/**
 * Courses that are in a query through a run alone, for search: what `inherited_membership` is for programs and pathways.
 *
 * - `shown_course` (query, course) where a run of the course is a direct member and the course is not: a catalog of runs has a row for each of
 *   its courses, most catalogs have few or none.
 * - `content.moved_from` the course that a run had when it was last decided, while it has another one and is undecided; empty text: none.
 *   NULL nearly always, so its index is small.
 * - Marks for what there is already, kinds `course` and, for a query's members, `runs`: a row for each course, in ranges of ids. The rows
 *   are worked out by workers.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    `CREATE TABLE IF NOT EXISTS shown_course (
      query_id INT UNSIGNED NOT NULL,
      content_id INT UNSIGNED NOT NULL,
      since DATETIME(3) NOT NULL,
      PRIMARY KEY (query_id, content_id),
      UNIQUE KEY shown_course_content (content_id, query_id)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
  );
  await knex.raw(
    'ALTER TABLE content ADD COLUMN moved_from VARCHAR(255) NULL, ADD KEY content_moved_from (moved_from)',
  );
  const [[row]] = (await knex.raw('SELECT MAX(id) AS last FROM content')) as [[{ last: number | null }]];
  for (let id = 1; id <= (row.last ?? 0); id += idsOfOneStatement) {
    await knex.raw(
      `INSERT IGNORE INTO inherit_pending (kind, id)
       SELECT 'course', id FROM content WHERE type = 'course' AND id BETWEEN ? AND ?`,
      [id, id + idsOfOneStatement - 1],
    );
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`DELETE FROM inherit_pending WHERE kind IN ('course', 'runs')`);
  await knex.raw('ALTER TABLE content DROP KEY content_moved_from, DROP COLUMN moved_from');
  await knex.raw('DROP TABLE IF EXISTS shown_course');
}

const idsOfOneStatement = 10_000;
