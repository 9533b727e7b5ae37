import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. */
export const needs = '20261121_initial';

/**
 * Where items lie in the space of a model of a remote service, so that nothing that writes documents waits for that service. A row for
 * each item and model, courses, programs and pathways: 4 bytes a number, 6 kB with 1,536 of them, so 60 MB for 10,000 items. `text_hash` is
 * of what the place was made from, or is to be. `due_at` is NULL while nothing is left to do, so that the index on it begins with the work:
 * to ask for the place, or, where there is one, to have the item's document written anew.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    `CREATE TABLE IF NOT EXISTS item_place (
      model VARCHAR(200) NOT NULL,
      content_id INT UNSIGNED NOT NULL,
      text_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      vector BLOB NULL,
      placed_at DATETIME(3) NULL,
      due_at DATETIME(3) NULL,
      attempts TINYINT UNSIGNED NOT NULL DEFAULT 0,
      error VARCHAR(1000) NULL,
      failed_at DATETIME(3) NULL,
      PRIMARY KEY (model, content_id),
      KEY item_place_due (model, due_at, attempts)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE IF EXISTS item_place');
}
