import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. */
export const needs = '20261121_initial';

/**
 * What is searched for, and what becomes of it.
 *
 * - `search_event` a search, some 300 bytes with its indices: 300,000 a day at 200 searches a minute, kept for SEARCH_ANALYTICS_DAYS. Who
 *   searched is a hash whose salt changes every week. `shown` is four bytes of each result's hash. `told_…` is what the rollups have of it
 *   already, `due_at` when they look at it next: NULL while they have everything, so that the index on it begins with the work.
 * - `search_feedback` a click or a conversion, each result of a search once: a fraction of the searches, kept as long as they are.
 * - `search_salt` a row a week, dropped a week after it.
 * - `search_seen` who was seen, to count everybody once: two rows of some 60 bytes a search at most, kept for 14 days.
 * - `search_day` a row for each day, customer and language; `search_day_text` the same for each text, of which those that few have
 *   searched for are merged when their week is over. `*` is every customer, and an empty one is none. Kept for good.
 */
export async function up(knex: Knex): Promise<void> {
  for (const statement of statements) {
    await knex.raw(statement);
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`DELETE FROM turn WHERE name IN ('search-rollup', 'search-merge')`);
  for (const name of [
    'search_day_text',
    'search_day',
    'search_seen',
    'search_salt',
    'search_feedback',
    'search_event',
  ]) {
    await knex.raw(`DROP TABLE IF EXISTS ${name}`);
  }
}

const ascii = 'CHARACTER SET ascii COLLATE ascii_bin';
const table = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

const counts = `
    searches INT NOT NULL DEFAULT 0,
    unfound INT NOT NULL DEFAULT 0,
    relaxed INT NOT NULL DEFAULT 0,
    users INT NOT NULL DEFAULT 0,
    tracked INT NOT NULL DEFAULT 0,
    clicked INT NOT NULL DEFAULT 0,
    clicks INT NOT NULL DEFAULT 0,
    positions BIGINT NOT NULL DEFAULT 0,
    converted INT NOT NULL DEFAULT 0,
    conversions INT NOT NULL DEFAULT 0`;

const statements = [
  `CREATE TABLE IF NOT EXISTS search_event (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    query_id BINARY(16) NOT NULL,
    at DATETIME(3) NOT NULL,
    customer VARCHAR(36) ${ascii} NOT NULL,
    locale VARCHAR(5) ${ascii} NOT NULL,
    text VARCHAR(200) NOT NULL,
    filters BINARY(8) NULL,
    results INT UNSIGNED NOT NULL,
    page INT UNSIGNED NOT NULL,
    relaxed VARCHAR(10) ${ascii} NULL,
    searcher BINARY(16) NULL,
    tracked TINYINT UNSIGNED NOT NULL,
    shown VARBINARY(400) NOT NULL,
    last_position INT UNSIGNED NOT NULL,
    clicks INT NOT NULL DEFAULT 0,
    positions BIGINT NOT NULL DEFAULT 0,
    conversions INT NOT NULL DEFAULT 0,
    told_search TINYINT NOT NULL DEFAULT 0,
    told_clicks INT NOT NULL DEFAULT 0,
    told_positions BIGINT NOT NULL DEFAULT 0,
    told_conversions INT NOT NULL DEFAULT 0,
    due_at DATETIME(3) NULL,
    UNIQUE KEY search_event_query (query_id),
    KEY search_event_due (due_at),
    KEY search_event_searcher (searcher, at),
    KEY search_event_at (at)
  ) ${table}`,
  `CREATE TABLE IF NOT EXISTS search_feedback (
    event_id BIGINT UNSIGNED NOT NULL,
    kind VARCHAR(10) ${ascii} NOT NULL,
    object VARCHAR(255) NOT NULL,
    position INT UNSIGNED NULL,
    at DATETIME(3) NOT NULL,
    PRIMARY KEY (event_id, kind, object)
  ) ${table}`,
  `CREATE TABLE IF NOT EXISTS search_salt (
    week DATE NOT NULL PRIMARY KEY,
    salt BINARY(32) NOT NULL
  ) ${table}`,
  `CREATE TABLE IF NOT EXISTS search_seen (
    day DATE NOT NULL,
    what BINARY(16) NOT NULL,
    searcher BINARY(16) NOT NULL,
    PRIMARY KEY (day, what, searcher)
  ) ${table}`,
  `CREATE TABLE IF NOT EXISTS search_day (
    customer VARCHAR(36) ${ascii} NOT NULL,
    day DATE NOT NULL,
    locale VARCHAR(5) ${ascii} NOT NULL,${counts},
    PRIMARY KEY (customer, day, locale)
  ) ${table}`,
  `CREATE TABLE IF NOT EXISTS search_day_text (
    week DATE NOT NULL,
    customer VARCHAR(36) ${ascii} NOT NULL,
    what BINARY(16) NOT NULL,
    day DATE NOT NULL,
    locale VARCHAR(5) ${ascii} NOT NULL,
    text VARCHAR(200) NULL,${counts},
    PRIMARY KEY (week, customer, what, day, locale)
  ) ${table}`,
  `INSERT IGNORE INTO turn (name) VALUES ('search-rollup'), ('search-merge')`,
];
