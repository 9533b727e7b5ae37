import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. What they register meanwhile is found after the swap. */
export const needs = '20261121_initial';

/**
 * `index_target`: which indices are written, one row for each alias whose index can be rebuilt under writes. `second` is written too
 * while it is built, and after the swap until it is dropped; `state` says which. `copied_to` is the last row that the builder has copied,
 * `refused` how many rows the second index refused. `stopped`: by what its comparison found; `differs`: the two decide differently, which
 * was accepted; `unsettled`: the swap is not followed up yet. `holder` is the builder at work, until `held_until`.
 *
 * `catalog_query_compiler`: filters that an older program compiled are looked for now and then, and most often there are none.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    `CREATE TABLE index_target (
      name VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'alone',
      serving VARCHAR(255) NULL,
      second VARCHAR(255) NULL,
      generation INT UNSIGNED NOT NULL DEFAULT 0,
      copied_to INT UNSIGNED NOT NULL DEFAULT 0,
      refused INT UNSIGNED NOT NULL DEFAULT 0,
      stopped TINYINT(1) NOT NULL DEFAULT 0,
      differs TINYINT(1) NOT NULL DEFAULT 0,
      unsettled TINYINT(1) NOT NULL DEFAULT 0,
      begun_at DATETIME(3) NULL,
      holder CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
      held_until DATETIME(3) NULL
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
  );
  await knex.raw(`INSERT INTO index_target (name) VALUES ('catalog-queries')`);
  await knex.raw('ALTER TABLE catalog_query ADD KEY catalog_query_compiler (compiler_version)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE catalog_query DROP KEY catalog_query_compiler');
  await knex.raw('DROP TABLE IF EXISTS index_target');
}
