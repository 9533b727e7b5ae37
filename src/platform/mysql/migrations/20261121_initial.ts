import type { Knex } from 'knex';

/**
 * The tables of the main loop. Sizes at 33,500 items / 1,439 filters / 3,000 catalogs, and what they are built for:
 *
 * - `content` narrow rows (about 300 bytes; 1,000,000 rows = 300 MB) so that containment and the share locks of a
 *   filter's difference stay in memory; the documents stand apart in `content_body` (5-20 kB a row).
 * - `membership` 2.2 million rows (150 million at the size we build for), both directions indexed. No foreign keys: the
 *   writers hold the locks of both parents already, and each check would lock them again.
 * - `enterprise_catalog.next_query_id`: the query that the catalog moves to once it is decided; until then the catalog has the
 *   members of the old one.
 * - `undecided` is 1 or NULL, so the work list is an index range over just the unfinished rows.
 */
export async function up(knex: Knex): Promise<void> {
  for (const statement of statements) {
    await knex.raw(statement);
  }
  await knex.raw('INSERT INTO lineage (id, uuid, created_at) VALUES (1, UUID(), UTC_TIMESTAMP(3))');
}

export async function down(knex: Knex): Promise<void> {
  for (const table of [
    'sync_run',
    'membership',
    'enterprise_catalog',
    'enterprise_customer',
    'catalog_query',
    'content_body',
    'content',
    'lineage',
  ]) {
    await knex.raw(`DROP TABLE IF EXISTS ${table}`);
  }
}

const table = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
const ascii = 'CHARACTER SET ascii COLLATE ascii_bin';

/** The columns by which a row is a work item; see inclusion/README.md, "The rows are the work list". */
const work = `
  revision INT UNSIGNED NOT NULL,
  revised_at DATETIME(3) NOT NULL,
  decided_revision INT UNSIGNED NOT NULL DEFAULT 0,
  undecided TINYINT UNSIGNED GENERATED ALWAYS AS (IF(revision > decided_revision, 1, NULL)) STORED,
  due_at DATETIME(3) NOT NULL,
  attempts SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  last_error VARCHAR(1000) NULL`;

const statements = [
  `CREATE TABLE lineage (
    id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
    uuid CHAR(36) ${ascii} NOT NULL,
    created_at DATETIME(3) NOT NULL
  ) ${table}`,

  `CREATE TABLE content (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    content_key VARCHAR(255) NOT NULL,
    uuid CHAR(36) ${ascii} NULL,
    type VARCHAR(20) ${ascii} NOT NULL,
    parent_key VARCHAR(255) NULL,
    raw_hash BINARY(32) NOT NULL,
    document_hash BINARY(32) NOT NULL,
    ${work},
    document_ticket BIGINT UNSIGNED NOT NULL DEFAULT 1,
    next_transition_at DATETIME(3) NULL,
    upstream_modified_at DATETIME(3) NULL,
    created_at DATETIME(3) NOT NULL,
    modified_at DATETIME(3) NOT NULL,
    deleted_at DATETIME(3) NULL,
    UNIQUE KEY content_key (content_key),
    KEY content_uuid (uuid),
    KEY content_parent (parent_key),
    KEY content_work (undecided, due_at),
    KEY content_transition (next_transition_at)
  ) ${table}`,

  `CREATE TABLE content_body (
    content_id INT UNSIGNED NOT NULL PRIMARY KEY,
    raw MEDIUMTEXT NOT NULL,
    normalized MEDIUMTEXT NOT NULL,
    projection MEDIUMTEXT NOT NULL
  ) ${table}`,

  `CREATE TABLE catalog_query (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid CHAR(36) ${ascii} NOT NULL,
    title VARCHAR(255) NULL,
    content_filter MEDIUMTEXT NOT NULL,
    content_filter_hash CHAR(32) ${ascii} NOT NULL,
    fingerprint CHAR(64) ${ascii} NOT NULL,
    compiled MEDIUMTEXT NOT NULL,
    compiler_version SMALLINT UNSIGNED NOT NULL,
    ${work},
    registered_revision INT UNSIGNED NOT NULL DEFAULT 0,
    claim_ticket BIGINT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    modified_at DATETIME(3) NOT NULL,
    UNIQUE KEY catalog_query_uuid (uuid),
    UNIQUE KEY catalog_query_hash (content_filter_hash),
    UNIQUE KEY catalog_query_title (title),
    KEY catalog_query_fingerprint (fingerprint),
    KEY catalog_query_work (undecided, due_at)
  ) ${table}`,

  `CREATE TABLE enterprise_customer (
    uuid CHAR(36) ${ascii} NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    slug VARCHAR(255) NULL,
    attributes MEDIUMTEXT NOT NULL,
    created_at DATETIME(3) NOT NULL,
    modified_at DATETIME(3) NOT NULL
  ) ${table}`,

  `CREATE TABLE enterprise_catalog (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid CHAR(36) ${ascii} NOT NULL,
    title VARCHAR(255) NOT NULL,
    enterprise_uuid CHAR(36) ${ascii} NOT NULL,
    enterprise_name VARCHAR(255) NULL,
    query_id INT UNSIGNED NOT NULL,
    next_query_id INT UNSIGNED NULL,
    enabled_course_modes TEXT NOT NULL,
    publish_audit_enrollment_urls TINYINT(1) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    modified_at DATETIME(3) NOT NULL,
    UNIQUE KEY enterprise_catalog_uuid (uuid),
    KEY enterprise_catalog_customer (enterprise_uuid),
    KEY enterprise_catalog_query (query_id),
    KEY enterprise_catalog_next_query (next_query_id)
  ) ${table}`,

  `CREATE TABLE membership (
    query_id INT UNSIGNED NOT NULL,
    content_id INT UNSIGNED NOT NULL,
    since DATETIME(3) NOT NULL,
    PRIMARY KEY (query_id, content_id),
    UNIQUE KEY membership_content (content_id, query_id)
  ) ${table}`,

  `CREATE TABLE sync_run (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(40) ${ascii} NOT NULL,
    state VARCHAR(20) ${ascii} NOT NULL,
    process VARCHAR(255) NOT NULL,
    started_at DATETIME(3) NOT NULL,
    beat_at DATETIME(3) NOT NULL,
    finished_at DATETIME(3) NULL,
    counts TEXT NOT NULL,
    error TEXT NULL,
    KEY sync_run_kind (kind, started_at)
  ) ${table}`,
];
