import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. */
export const needs = '20261121_initial';

/**
 * What is asked of upstream.
 *
 * - `refresh_job` one row each time that somebody says "these items changed"; kept for 30 days. `running_subject` lets one job at a time
 *   run for a subject, such as a query.
 * - `refresh_item` the keys of a job: the work list. A few rows most of the time, 30,000 while a large query is refreshed. Of a job that
 *   has ended only what went wrong stays.
 * - `poll_run` one row for each tick of the clock at which upstream is polled, 290 a day, kept for 90 days: lock, watermark and progress.
 *   `running_kind` lets one run of a kind go on at a time.
 * - `poll_seen` what a full run saw: as many rows as there are items while one runs, dropped after it.
 * - `content.upstream_seen` 1 once upstream gave the item: only then it can vanish there.
 * - `turn`, row `upstream`: requests of this hour (replication/upstream/request-budget.mysql.ts).
 */
export async function up(knex: Knex): Promise<void> {
  for (const statement of statements) {
    await knex.raw(statement);
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`DELETE FROM turn WHERE name = 'upstream'`);
  await knex.raw('ALTER TABLE content DROP COLUMN upstream_seen');
  await knex.raw('DROP TABLE IF EXISTS poll_seen');
  await knex.raw('DROP TABLE IF EXISTS poll_run');
  await knex.raw('DROP TABLE IF EXISTS refresh_item');
  await knex.raw('DROP TABLE IF EXISTS refresh_job');
}

const table = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
const ascii = 'CHARACTER SET ascii COLLATE ascii_bin';

const statements = [
  `CREATE TABLE refresh_job (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid CHAR(36) ${ascii} NOT NULL,
    source VARCHAR(20) ${ascii} NOT NULL,
    subject VARCHAR(40) ${ascii} NULL,
    author VARCHAR(270) NOT NULL,
    state VARCHAR(10) ${ascii} NOT NULL,
    requested INT UNSIGNED NOT NULL,
    out_of INT UNSIGNED NOT NULL,
    counts TEXT NOT NULL,
    error VARCHAR(1000) NULL,
    created_at DATETIME(3) NOT NULL,
    finished_at DATETIME(3) NULL,
    running_subject VARCHAR(40) ${ascii} GENERATED ALWAYS AS (IF(state = 'running', subject, NULL)) STORED,
    UNIQUE KEY refresh_job_uuid (uuid),
    UNIQUE KEY refresh_job_running (running_subject),
    KEY refresh_job_state (state, finished_at)
  ) ${table}`,
  `CREATE TABLE refresh_item (
    job_id INT UNSIGNED NOT NULL,
    content_key VARCHAR(255) NOT NULL,
    source VARCHAR(20) ${ascii} NOT NULL,
    outcome VARCHAR(10) ${ascii} NULL,
    waiting TINYINT UNSIGNED GENERATED ALWAYS AS (IF(outcome IS NULL, 1, NULL)) STORED,
    due_at DATETIME(3) NOT NULL,
    attempts SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    error VARCHAR(1000) NULL,
    PRIMARY KEY (job_id, content_key),
    KEY refresh_item_work (waiting, source, due_at),
    KEY refresh_item_key (content_key, waiting),
    KEY refresh_item_outcome (job_id, outcome)
  ) ${table}`,
  `CREATE TABLE poll_run (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(10) ${ascii} NOT NULL,
    tick DATETIME(3) NOT NULL,
    state VARCHAR(10) ${ascii} NOT NULL,
    since DATETIME(3) NULL,
    progress TEXT NOT NULL,
    counts TEXT NOT NULL,
    error VARCHAR(1000) NULL,
    due_at DATETIME(3) NOT NULL,
    ticket INT UNSIGNED NOT NULL DEFAULT 0,
    created_at DATETIME(3) NOT NULL,
    finished_at DATETIME(3) NULL,
    running_kind VARCHAR(10) ${ascii} GENERATED ALWAYS AS (IF(state IN ('open', 'paused'), kind, NULL)) STORED,
    UNIQUE KEY poll_run_tick (kind, tick),
    UNIQUE KEY poll_run_running (running_kind),
    KEY poll_run_work (state, due_at)
  ) ${table}`,
  `CREATE TABLE poll_seen (
    run_id INT UNSIGNED NOT NULL,
    content_id INT UNSIGNED NOT NULL,
    PRIMARY KEY (run_id, content_id)
  ) ${table}`,
  'ALTER TABLE content ADD COLUMN upstream_seen TINYINT UNSIGNED NOT NULL DEFAULT 0',
  `INSERT INTO turn (name) VALUES ('upstream')`,
];
