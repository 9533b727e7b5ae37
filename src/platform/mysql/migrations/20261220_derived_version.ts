import type { Knex } from 'knex';

/**
 * A word for what is inherited and shown in a query, so that a process may keep the ids and see by one row that they are still those.
 * Another one with each change; a query that never had any has no row.
 *
 * Programs that do not know it would change the rows and leave the word: none is started on this schema, and those that run do not get
 * the turn any more, which has another name. They leave the marks to those that get it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    `CREATE TABLE IF NOT EXISTS derived_version (
      query_id INT UNSIGNED NOT NULL PRIMARY KEY,
      version BIGINT UNSIGNED NOT NULL
    ) ENGINE=InnoDB`,
  );
  await knex.raw(`UPDATE turn SET name = 'derive' WHERE name = 'inherit'`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`UPDATE turn SET name = 'inherit' WHERE name = 'derive'`);
  await knex.raw('DROP TABLE IF EXISTS derived_version');
}
