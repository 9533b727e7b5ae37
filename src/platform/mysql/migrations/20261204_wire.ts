import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. */
export const needs = '20261121_initial';

/**
 * Tokens that let pages search. A row a token, some 250 bytes: where each learner gets one an hour, 10,000 learners at a time are 2
 * million rows a week, which is how long they are kept. Read by id at each search; the other index is for dropping those that ended.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`CREATE TABLE search_token (
    id CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    customer CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    secret_hash BINARY(32) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    created_by VARCHAR(270) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    revoked_at DATETIME(3) NULL,
    KEY search_token_expires (expires_at)
  ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE IF EXISTS search_token');
}
