import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. */
export const needs = '20261121_initial';

/**
 * `content.active_with`: of a course that nobody can enrol in (`unlisted` is 1), the keys of its restricted runs that make it active where a
 * query allows one of them, as a JSON list; NULL for all other items, so that nearly every row is as long as before. Lists of v2 are
 * counted by it without the documents. `shown_with`: the one of these runs that it advertises, where learners may be shown the course whose
 * query allows it; searches ask for it. Both come with an item's form, whose version was raised: items are formed anew after the first start.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE content ADD COLUMN active_with MEDIUMTEXT NULL, ADD COLUMN shown_with TEXT NULL');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE content DROP COLUMN active_with, DROP COLUMN shown_with');
}
