import type { Knex } from 'knex';

/** Programs that do not know it leave it as it is, and a run that they went on with is told of as one that was seen in part: it only adds. */
export const needs = '20261121_initial';

/**
 * `poll_run.drift`: JSON, which fields a full poll has found in what it was given so far, so that whoever goes on with it goes on looking. Some
 * 100 kB and at most 4 MB while a run is open, NULL once it has ended; one full poll is open at a time.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE poll_run ADD COLUMN drift MEDIUMTEXT NULL');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE poll_run DROP COLUMN drift');
}
