import type { Knex } from 'knex';

/** Programs that do not know it decide such items as they were, and leave the mark to those that do: it only adds. */
export const needs = '20261121_initial';

/**
 * `unindexed` is 1 while an item that is decided as it stands has to get another document: what learners see of it changed, and nothing that
 * filters look at. It is work as an undecided item is, with the same deadline, ticket and attempts; NULL, as nearly all rows have it, costs
 * the index nothing.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    'ALTER TABLE content ADD COLUMN unindexed TINYINT UNSIGNED NULL, ADD KEY content_unindexed (unindexed, due_at)',
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE content DROP KEY content_unindexed, DROP COLUMN unindexed');
}
