import type { Knex } from 'knex';

/**
 * Programs that do not know it run on. One that takes over an item whose writer died writes its document and looks no further: if a filter came
 * into force between, the reconciliation that comes within the hour of a migration finds what it missed.
 */
export const needs = '20261224_announced';

/**
 * Of an item that is decided and whose document is not written yet: how often registrations had been recorded when it was percolated. Once the
 * document is written and they are more, it is looked at again.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE content ADD COLUMN counted_registrations BIGINT UNSIGNED NULL');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE content DROP COLUMN counted_registrations');
}
