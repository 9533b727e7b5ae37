import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. */
export const needs = '20261121_initial';

/**
 * Models that say what texts mean. A row is a model, trained for a rebuild of the content index and never changed: `terms` is JSON, one
 * name for each row of `places`, which holds `dimension` numbers of four bytes each, the lowest byte first. 64 numbers for 20,000 terms
 * are 5 MB; the two newest rows are kept.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    `CREATE TABLE IF NOT EXISTS meaning_model (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      dimension SMALLINT UNSIGNED NOT NULL,
      terms MEDIUMTEXT NOT NULL,
      places LONGBLOB NOT NULL,
      items INT UNSIGNED NOT NULL,
      trained_at DATETIME(3) NOT NULL
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE IF EXISTS meaning_model');
}
