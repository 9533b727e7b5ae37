import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. What they write to one index of two only is found after the swap. */
export const needs = '20261121_initial';

/**
 * `index_target`, row `content`: which indices of content are written.
 *
 * `content.indexed_at`: when the document was last written, as far as its decision is committed. `index_failed_at`, `…_revision` and
 * `index_error`: when the engine last refused it, or its search fields, at which revision, and why; null for most items.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`INSERT INTO index_target (name) VALUES ('content')`);
  await knex.raw(
    `ALTER TABLE content
       ADD COLUMN indexed_at DATETIME(3) NULL,
       ADD COLUMN index_failed_at DATETIME(3) NULL,
       ADD COLUMN index_failed_revision INT UNSIGNED NULL,
       ADD COLUMN index_error VARCHAR(1000) NULL`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    `ALTER TABLE content DROP COLUMN index_error, DROP COLUMN index_failed_revision, DROP COLUMN index_failed_at,
       DROP COLUMN indexed_at`,
  );
  await knex.raw(`DELETE FROM index_target WHERE name = 'content'`);
}
