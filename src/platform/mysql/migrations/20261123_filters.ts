import type { Knex } from 'knex';

/** Programs that do not know it run on: what is new has defaults, which stand for what they write. */
export const needs = '20261121_initial';

/**
 * What the rest of the filter language needs.
 *
 * - `content.form_version`: which program formed the item; those that an older one formed are formed anew. Two bytes a row and an
 *   index of one value, of which only other values are ever looked for.
 * - `catalog_query.uses_text`: the filter looks at words, and is percolated apart.
 * - `as_of`, `relative_bounds`: what `now` is in a filter that has it, and the bounds that move with it. Null in all others.
 * - `unknown_entries`: what was left out of a filter that moved in, as JSON; null where nothing was.
 * - `restricted_runs`, and a row of `query_sight` for each item that the query therefore sees otherwise than everybody. Some dozens of
 *   queries, each with a handful of courses; an item's writer looks there for the items that have restricted runs.
 */
export async function up(knex: Knex): Promise<void> {
  for (const statement of statements) {
    await knex.raw(statement);
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`ALTER TABLE catalog_query DROP KEY catalog_query_as_of, DROP COLUMN uses_text, DROP COLUMN as_of,
    DROP COLUMN relative_bounds, DROP COLUMN unknown_entries, DROP COLUMN restricted_runs`);
  await knex.raw('DROP TABLE IF EXISTS query_sight');
  await knex.raw('ALTER TABLE content DROP KEY content_form, DROP COLUMN form_version');
}

const statements = [
  `ALTER TABLE content
    ADD COLUMN form_version SMALLINT UNSIGNED NOT NULL DEFAULT 1,
    ADD KEY content_form (form_version)`,

  `ALTER TABLE catalog_query
    ADD COLUMN uses_text TINYINT(1) NOT NULL DEFAULT 0,
    ADD COLUMN as_of DATETIME(3) NULL,
    ADD COLUMN relative_bounds MEDIUMTEXT NULL,
    ADD COLUMN unknown_entries MEDIUMTEXT NULL,
    ADD COLUMN restricted_runs MEDIUMTEXT NULL,
    ADD KEY catalog_query_as_of (as_of)`,

  `CREATE TABLE query_sight (
    query_id INT UNSIGNED NOT NULL,
    content_key VARCHAR(255) NOT NULL,
    runs MEDIUMTEXT NOT NULL,
    PRIMARY KEY (query_id, content_key),
    KEY query_sight_content (content_key)
  ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
];
