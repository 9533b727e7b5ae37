import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. */
export const needs = '20261121_initial';

/**
 * `content.unlisted`: what lists of a catalog's content leave out, so that they can be counted and read page by page without the
 * documents. 1: a course that nobody can enrol in (no active run); 2: a run that only named queries may see; NULL: everything else, so
 * that the index begins with the few that are left out (some 15 % of the courses, 4 % of the runs; 9 bytes each). A course that a
 * program of the version before writes keeps the value it had until it is written again.
 *
 * It is read once from the normalized forms, whose spelling is ours (JSON.stringify): 9,000 courses take a second.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    'ALTER TABLE content ADD COLUMN unlisted TINYINT UNSIGNED NULL, ADD KEY content_unlisted (unlisted, deleted_at)',
  );
  const [[last]] = (await knex.raw('SELECT COALESCE(MAX(id), 0) AS id FROM content')) as [{ id: number }[]];
  for (let from = 0; from < (last?.id ?? 0); from += batch) {
    await knex.raw(
      `UPDATE content c JOIN content_body b ON b.content_id = c.id SET c.unlisted = 1
       WHERE c.type = 'course' AND c.id > ? AND c.id <= ? AND b.normalized LIKE '%,"active":false,%'`,
      [from, from + batch],
    );
    await knex.raw(
      `UPDATE content c JOIN content_body b ON b.content_id = c.id SET c.unlisted = 2
       WHERE c.type = 'courserun' AND c.id > ? AND c.id <= ? AND b.raw REGEXP '"restriction_type":"[^"]'`,
      [from, from + batch],
    );
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE content DROP KEY content_unlisted, DROP COLUMN unlisted');
}

/** Items of one statement: none may hold its locks for long. */
const batch = 10_000;
