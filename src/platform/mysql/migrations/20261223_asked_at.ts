import type { Knex } from 'knex';

/** Programs that do not know it run on, and leave it as it is: what they store is judged by what upstream says of itself alone, as before. */
export const needs = '20261222_registrations';

/** When upstream was asked for the document that is stored; null where another way brought it, or a program of the version before. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE content ADD COLUMN asked_at DATETIME(3) NULL');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE content DROP COLUMN asked_at');
}
