import type { Knex } from 'knex';

/**
 * Programs that do not know it run on. They register filters without counting that, so that an item of the new version that is decided at
 * the same moment may miss one: the reconciliation that comes within the hour of a migration finds it.
 */
export const needs = '20261221_academies';

/** How often registrations of filters were recorded: who percolates beside something else sees whether one came between. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE index_target ADD COLUMN registrations BIGINT UNSIGNED NOT NULL DEFAULT 0');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE index_target DROP COLUMN registrations');
}
