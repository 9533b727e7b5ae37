import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. */
export const needs = '20261121_initial';

/**
 * `quarantine`: documents that broke the contract, until a later version of them keeps it. One row for each content key, and for each body
 * without one, of which the last thousand are kept; the body is at most 4 MB. It is empty on a good day, and holds 33,500 rows at
 * most when upstream breaks as a whole. `identity` is a digest of the key or the body, since a unique key over NULL is none.
 *
 * `content_drift`: what a full run found changed in upstream's fields, one row a run of some kB; the latest of a kind keeps the profile (some
 * 20 kB) that the next is compared with.
 *
 * `content_translation`: texts of items in other languages, some 2 kB each; 33,500 a language when everything is translated.
 */
export async function up(knex: Knex): Promise<void> {
  for (const statement of statements) {
    await knex.raw(statement);
  }
}

export async function down(knex: Knex): Promise<void> {
  for (const name of ['content_translation', 'content_drift', 'quarantine']) {
    await knex.raw(`DROP TABLE IF EXISTS ${name}`);
  }
}

const table = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
const ascii = 'CHARACTER SET ascii COLLATE ascii_bin';

const statements = [
  `CREATE TABLE quarantine (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    identity BINARY(32) NOT NULL,
    content_key VARCHAR(255) NULL,
    type VARCHAR(20) ${ascii} NULL,
    source VARCHAR(20) ${ascii} NOT NULL,
    errors MEDIUMTEXT NOT NULL,
    body MEDIUMTEXT NOT NULL,
    body_bytes INT UNSIGNED NOT NULL,
    whole TINYINT(1) NOT NULL,
    body_hash BINARY(32) NOT NULL,
    seen INT UNSIGNED NOT NULL,
    first_seen_at DATETIME(3) NOT NULL,
    last_seen_at DATETIME(3) NOT NULL,
    UNIQUE KEY quarantine_identity (identity),
    KEY quarantine_content (content_key),
    KEY quarantine_since (first_seen_at)
  ) ${table}`,
  `CREATE TABLE content_drift (
    run_id INT UNSIGNED NOT NULL PRIMARY KEY,
    kind VARCHAR(40) ${ascii} NOT NULL,
    profile MEDIUMTEXT NOT NULL,
    report MEDIUMTEXT NOT NULL,
    KEY content_drift_kind (kind, run_id)
  ) ${table}`,
  `CREATE TABLE content_translation (
    content_id INT UNSIGNED NOT NULL,
    language VARCHAR(20) ${ascii} NOT NULL,
    texts MEDIUMTEXT NOT NULL,
    provider VARCHAR(100) NOT NULL,
    source_hash CHAR(64) ${ascii} NOT NULL,
    modified_at DATETIME(3) NOT NULL,
    PRIMARY KEY (content_id, language)
  ) ${table}`,
];
