import type { Knex } from 'knex';

/** An index more changes nothing for older programs. */
export const needs = '20261121_initial';

/** Whether any filter looks at words is asked for each changed item. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE catalog_query ADD KEY catalog_query_uses_text (uses_text)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE catalog_query DROP KEY catalog_query_uses_text');
}
