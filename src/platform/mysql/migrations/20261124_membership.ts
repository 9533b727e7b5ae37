import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. */
export const needs = '20261121_initial';

/**
 * Inherited membership, in tables of its own so that `membership` stays what the version before knows: direct rows; the history of
 * membership, and the versions of filters.
 *
 * - `content_relation` the parts of programs and pathways by their keys, which may not be stored yet: some 20,000 rows at 33,500
 *   items. Filled here from the stored forms.
 * - `inherited_membership` some 5 % of `membership`; both directions indexed.
 * - `inherit_pending` what is to be worked out anew; empty most of the time.
 * - `turn` one row for each work that only one process does at a time: it holds the row's lock. `value` is the work's own.
 * - `membership_change` a row a change and query, some 120 bytes: 2,300 changes a day in some 60 queries each are 140,000 a day where
 *   every one changes memberships, most change none. `position` is its place in the feed, given after the commit.
 *   `membership_change_pair` the items under it. Both are kept for HISTORY_DAYS.
 *   `query_uuid` is set once the query itself is removed.
 * - `membership_held` memberships kept back from removal; empty unless something went wrong upstream.
 * - `catalog_query_version` each filter that a query had; two edits a day.
 */
export async function up(knex: Knex): Promise<void> {
  for (const statement of statements) {
    await knex.raw(statement);
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP VIEW IF EXISTS v_catalog_content');
  await knex.raw('ALTER TABLE catalog_query DROP COLUMN includes_pathways, DROP COLUMN change_cause');
  await knex.raw('ALTER TABLE content DROP COLUMN change_cause');
  for (const table of [
    'membership_held',
    'catalog_query_version',
    'membership_change_pair',
    'membership_change',
    'turn',
    'inherit_pending',
    'inherited_membership',
    'content_relation',
  ]) {
    await knex.raw(`DROP TABLE IF EXISTS ${table}`);
  }
}

const table = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
const ascii = 'CHARACTER SET ascii COLLATE ascii_bin';

/** A normalized form's list of keys, as far as they can be keys of content. */
const partsOf = (member: string): string =>
  `SELECT p.id, part.child_key FROM content p JOIN content_body b ON b.content_id = p.id
   JOIN JSON_TABLE(b.normalized, '$.${member}[*]' COLUMNS (child_key VARCHAR(255) PATH '$' NULL ON ERROR)) AS part
   WHERE p.type IN ('program', 'learnerpathway') AND part.child_key IS NOT NULL`;

const statements = [
  `CREATE TABLE content_relation (
    parent_id INT UNSIGNED NOT NULL,
    child_key VARCHAR(255) NOT NULL,
    PRIMARY KEY (parent_id, child_key),
    KEY content_relation_child (child_key, parent_id)
  ) ${table}`,
  `INSERT IGNORE INTO content_relation (parent_id, child_key) ${partsOf('course_keys')} UNION ${partsOf('program_keys')}`,

  `CREATE TABLE inherited_membership (
    query_id INT UNSIGNED NOT NULL,
    content_id INT UNSIGNED NOT NULL,
    since DATETIME(3) NOT NULL,
    PRIMARY KEY (query_id, content_id),
    UNIQUE KEY inherited_membership_content (content_id, query_id)
  ) ${table}`,

  `CREATE TABLE inherit_pending (
    kind VARCHAR(6) ${ascii} NOT NULL,
    id INT UNSIGNED NOT NULL,
    PRIMARY KEY (kind, id)
  ) ${table}`,
  `INSERT INTO inherit_pending (kind, id) SELECT DISTINCT 'parent', parent_id FROM content_relation`,

  `CREATE TABLE turn (
    name VARCHAR(20) ${ascii} NOT NULL PRIMARY KEY,
    value BIGINT UNSIGNED NOT NULL DEFAULT 0
  ) ${table}`,
  `INSERT INTO turn (name) VALUES ('inherit')`,

  // What a stored filter says of it is read again when the filter is written next; pathways are no direct members till then either.
  `ALTER TABLE catalog_query ADD COLUMN includes_pathways TINYINT(1) NOT NULL DEFAULT 1`,
  `UPDATE catalog_query SET includes_pathways = 0
   WHERE LOWER(JSON_UNQUOTE(JSON_EXTRACT(content_filter, '$.include_learner_pathways'))) = 'false'`,

  `INSERT INTO turn (name) VALUES ('feed'), ('feed-dropped')`,
  // The moment, in seconds, at which the last scheduled reconciliation was taken.
  `INSERT INTO turn (name, value) VALUES ('reconcile', UNIX_TIMESTAMP())`,
  `CREATE TABLE membership_change (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    position BIGINT UNSIGNED NULL,
    kind VARCHAR(10) ${ascii} NOT NULL,
    cause VARCHAR(10) ${ascii} NOT NULL,
    query_id INT UNSIGNED NULL,
    query_uuid CHAR(36) ${ascii} NULL,
    previous_query_id INT UNSIGNED NULL,
    catalog_uuid CHAR(36) ${ascii} NULL,
    enterprise_uuid CHAR(36) ${ascii} NULL,
    members INT UNSIGNED NULL,
    departed INT UNSIGNED NOT NULL DEFAULT 0,
    at DATETIME(3) NOT NULL,
    UNIQUE KEY membership_change_position (position),
    KEY membership_change_query (query_id, position),
    KEY membership_change_catalog (catalog_uuid, position),
    KEY membership_change_customer (enterprise_uuid, position),
    KEY membership_change_at (at),
    KEY membership_change_hour (query_id, at)
  ) ${table}`,
  `CREATE TABLE membership_change_pair (
    change_id BIGINT UNSIGNED NOT NULL,
    content_id INT UNSIGNED NOT NULL,
    entered TINYINT(1) NOT NULL,
    PRIMARY KEY (change_id, content_id)
  ) ${table}`,
  `CREATE TABLE membership_held (
    query_id INT UNSIGNED NOT NULL,
    content_id INT UNSIGNED NOT NULL,
    cause VARCHAR(10) ${ascii} NOT NULL,
    since DATETIME(3) NOT NULL,
    PRIMARY KEY (query_id, content_id),
    KEY membership_held_content (content_id)
  ) ${table}`,
  // Why the row's revision came: what its decision changes has this cause.
  `ALTER TABLE content ADD COLUMN change_cause VARCHAR(10) ${ascii} NOT NULL DEFAULT 'item'`,
  `ALTER TABLE catalog_query ADD COLUMN change_cause VARCHAR(10) ${ascii} NOT NULL DEFAULT 'filter'`,

  `CREATE TABLE catalog_query_version (
    query_id INT UNSIGNED NOT NULL,
    revision INT UNSIGNED NOT NULL,
    content_filter MEDIUMTEXT NOT NULL,
    content_filter_hash CHAR(32) ${ascii} NOT NULL,
    title VARCHAR(255) NULL,
    author VARCHAR(270) NOT NULL,
    at DATETIME(3) NOT NULL,
    PRIMARY KEY (query_id, revision)
  ) ${table}`,
  `INSERT INTO catalog_query_version (query_id, revision, content_filter, content_filter_hash, title, author, at)
   SELECT id, revision, content_filter, content_filter_hash, title, 'migration', modified_at FROM catalog_query`,

  // For people at the database: what is in this catalog. An item that is both has two rows.
  `CREATE VIEW v_catalog_content AS
    SELECT c.uuid AS catalog_uuid, k.content_key, 'direct' AS membership, m.since
    FROM enterprise_catalog c JOIN membership m ON m.query_id = c.query_id JOIN content k ON k.id = m.content_id
    UNION ALL
    SELECT c.uuid, k.content_key, 'inherited', i.since
    FROM enterprise_catalog c JOIN inherited_membership i ON i.query_id = c.query_id JOIN content k ON k.id = i.content_id`,
];
