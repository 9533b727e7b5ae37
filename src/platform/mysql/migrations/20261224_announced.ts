import type { Knex } from 'knex';

/**
 * Programs that do not know it run on. What they decide of items does not ask filters that are announced only: the reconciliation that comes
 * within the hour of a migration finds what they missed.
 */
export const needs = '20261223_asked_at';

/** The revision of a filter that items' writers ask themselves while percolation cannot see it yet; `announced` is an index on those. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    `ALTER TABLE catalog_query
       ADD COLUMN announced_revision INT UNSIGNED NOT NULL DEFAULT 0,
       ADD COLUMN announced TINYINT UNSIGNED
         AS (IF(announced_revision = revision AND registered_revision <> revision, 1, NULL)) VIRTUAL,
       ADD KEY catalog_query_announced (announced)`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE catalog_query DROP KEY catalog_query_announced, DROP COLUMN announced');
  await knex.raw('ALTER TABLE catalog_query DROP COLUMN announced_revision');
}
