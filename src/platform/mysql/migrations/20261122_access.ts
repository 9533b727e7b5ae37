import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. */
export const needs = '20261121_initial';

/**
 * Who may what, and who did what. `role_assignment`: a few thousand users at most. `api_key`: dozens. `audit_log`: one row a write, some
 * 250 bytes with its indexes; 2,500 a day at 2,300 content changes through the API, a row an item when content is sent in bulk.
 * It is only appended to. Its indexes serve the questions: what happened to this, what did he do, what happened to this
 * customer's, what happened then.
 */
export async function up(knex: Knex): Promise<void> {
  for (const statement of statements) {
    await knex.raw(statement);
  }
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['audit_log', 'api_key', 'role_assignment']) {
    await knex.raw(`DROP TABLE IF EXISTS ${table}`);
  }
}

const table = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
const ascii = 'CHARACTER SET ascii COLLATE ascii_bin';

const statements = [
  `CREATE TABLE role_assignment (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    username VARCHAR(255) NOT NULL,
    role VARCHAR(60) ${ascii} NOT NULL,
    context VARCHAR(36) ${ascii} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    created_by VARCHAR(270) NOT NULL,
    UNIQUE KEY role_assignment_grant (username, role, context)
  ) ${table}`,

  `CREATE TABLE api_key (
    id CHAR(12) ${ascii} NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    secret_hash BINARY(32) NOT NULL,
    roles TEXT NOT NULL,
    created_at DATETIME(3) NOT NULL,
    created_by VARCHAR(270) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    revoked_at DATETIME(3) NULL
  ) ${table}`,

  `CREATE TABLE audit_log (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at DATETIME(3) NOT NULL,
    author VARCHAR(270) NOT NULL,
    request_id VARCHAR(200) ${ascii} NULL,
    action VARCHAR(40) ${ascii} NOT NULL,
    subject VARCHAR(370) NOT NULL,
    customer CHAR(36) ${ascii} NULL,
    before_hash BINARY(32) NULL,
    after_hash BINARY(32) NULL,
    KEY audit_log_subject (subject),
    KEY audit_log_customer (customer, id),
    KEY audit_log_author (author, id),
    KEY audit_log_at (at)
  ) ${table}`,
];
