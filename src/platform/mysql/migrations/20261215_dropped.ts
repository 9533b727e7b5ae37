import type { Knex } from 'knex';

/** Programs that do not know it run on, and reconcile what was dropped as they always did: it only adds. */
export const needs = '20261121_initial';

/**
 * Memberships whose removal somebody has dropped: they stay until their item or the filter is decided again. The two revisions are those
 * that were decided by then, so that any later decision ends it without having to know of the row. Empty unless something went
 * wrong upstream; at most the members of a few queries.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    `CREATE TABLE IF NOT EXISTS membership_dropped (
      query_id INT UNSIGNED NOT NULL,
      content_id INT UNSIGNED NOT NULL,
      query_revision INT UNSIGNED NOT NULL,
      content_revision INT UNSIGNED NOT NULL,
      at DATETIME(3) NOT NULL,
      PRIMARY KEY (query_id, content_id)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE IF EXISTS membership_dropped');
}
