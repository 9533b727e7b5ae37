import type { Knex } from 'knex';

/** Programs that do not know it run on, and search without it: it only adds. */
export const needs = '20261121_initial';

/**
 * What operators say about searches: words that mean the same, and items that are pinned or hidden for a text. Some thousand rows of some
 * hundred bytes at most. A version for each kind is raised with every change and read by each search, which knows by it whether the rows
 * that it holds are still those.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`CREATE TABLE search_steering (
    kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    version BIGINT UNSIGNED NOT NULL
  ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  await knex.raw(`INSERT INTO search_steering (kind, version) VALUES ('synonyms', 0), ('pins', 0)`);
  await knex.raw(`CREATE TABLE search_synonym (
    locale VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    rule VARCHAR(1000) NOT NULL,
    version BIGINT UNSIGNED NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    changed_by VARCHAR(270) NOT NULL,
    PRIMARY KEY (locale, name)
  ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  await knex.raw(`CREATE TABLE search_pin (
    name VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    customer CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
    matches VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    text VARCHAR(500) NOT NULL,
    pinned MEDIUMTEXT NOT NULL,
    hidden MEDIUMTEXT NOT NULL,
    version BIGINT UNSIGNED NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    changed_by VARCHAR(270) NOT NULL
  ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE IF EXISTS search_pin, search_synonym, search_steering');
}
