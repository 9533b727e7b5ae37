import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. */
export const needs = '20261121_initial';

/**
 * `filter_proposal` edits of filters that would drop most members of their query, kept until somebody confirms or drops them: a few
 * rows, empty most of the time, each with a filter's text. `open` is 1 until it is confirmed and NULL after, so that one edit is
 * proposed once however often it is sent, and again after it was confirmed. `query_revision` is the revision that it was judged
 * against, `leaving_sample` a JSON list of content keys. Kept for HISTORY_DAYS after it was judged.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`CREATE TABLE filter_proposal (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    query_id INT UNSIGNED NOT NULL,
    query_revision INT UNSIGNED NOT NULL,
    open TINYINT(1) NULL DEFAULT 1,
    origin VARCHAR(10) ${ascii} NOT NULL,
    author VARCHAR(270) NOT NULL,
    content_filter MEDIUMTEXT NOT NULL,
    content_filter_hash CHAR(32) ${ascii} NOT NULL,
    reports_unknown TINYINT(1) NOT NULL,
    title VARCHAR(255) NULL,
    members INT UNSIGNED NOT NULL,
    matched INT UNSIGNED NOT NULL,
    entering INT UNSIGNED NOT NULL,
    leaving INT UNSIGNED NOT NULL,
    leaving_sample TEXT NOT NULL,
    judged_at DATETIME(3) NOT NULL,
    UNIQUE KEY filter_proposal_edit (query_id, content_filter_hash, open),
    KEY filter_proposal_open (open, id),
    KEY filter_proposal_judged (judged_at)
  ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE IF EXISTS filter_proposal');
}

const ascii = 'CHARACTER SET ascii COLLATE ascii_bin';
