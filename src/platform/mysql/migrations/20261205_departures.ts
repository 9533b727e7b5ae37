import type { Knex } from 'knex';

/** A column and an index more change nothing for older programs. */
export const needs = '20261121_initial';

/**
 * How many members a query lost within the hour is asked at each removal: an index that has only the changes by which somebody
 * left unasked, and all that the question needs. It takes the place of one of all changes.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    `ALTER TABLE membership_change
       ADD COLUMN departed_at DATETIME(3) AS (IF(departed > 0 AND cause NOT IN ('filter', 'forced'), at, NULL)) VIRTUAL,
       ADD KEY membership_change_departed (query_id, departed_at, departed),
       DROP KEY membership_change_hour`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    `ALTER TABLE membership_change ADD KEY membership_change_hour (query_id, at), DROP KEY membership_change_departed,
       DROP COLUMN departed_at`,
  );
}
