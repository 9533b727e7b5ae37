import type { Knex } from 'knex';

/** Programs that do not know it run on: what is new has defaults, which stand for what they write. */
export const needs = '20261121_initial';

/**
 * What the rest of the filter language needs.
 *
 * - `content.form_version`: which program formed the item; those that an older one formed are formed anew. Two bytes a row and an
 *   index of one value, of which only other values are ever looked for.
 * - `catalog_query.uses_text`: the filter looks at words, and is percolated apart.
 */
export async function up(knex: Knex): Promise<void> {
  for (const statement of statements) {
    await knex.raw(statement);
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE catalog_query DROP COLUMN uses_text');
  await knex.raw('ALTER TABLE content DROP KEY content_form, DROP COLUMN form_version');
}

const statements = [
  `ALTER TABLE content
    ADD COLUMN form_version SMALLINT UNSIGNED NOT NULL DEFAULT 1,
    ADD KEY content_form (form_version)`,

  `ALTER TABLE catalog_query
    ADD COLUMN uses_text TINYINT(1) NOT NULL DEFAULT 0`,
];
