import type { Knex } from 'knex';

/** Programs that do not know it run on: it only adds. What they write meanwhile is told late (`content.untold`). */
export const needs = '20261121_initial';

/**
 * What replication gives out.
 *
 * - `content_change` the feed of content: one row each time that an item is stored, moves with the clock or is removed, some 150 bytes;
 *   2,300 a day, 33,500 after an import of everything; kept for HISTORY_DAYS. `position` is its place, given after the commit. `fields`
 *   is a JSON list of the members of the upstream document that changed; NULL where nothing was there before.
 * - `content.told_at` the moment of the item's latest row there. `untold` is 1 where a program that does not know the feed has written
 *   since, and NULL otherwise, so that an index finds those at once. A lost index revises every row for its own reasons: that is no change.
 * - `content_heard` when an item came last by each way, changed or not, some 60 bytes: as many rows as there are items, and few more.
 * - `content.source` by which way the version in force came; NULL where that is not known.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    `CREATE TABLE content_change (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      position BIGINT UNSIGNED NULL,
      content_id INT UNSIGNED NOT NULL,
      kind VARCHAR(10) ${ascii} NOT NULL,
      source VARCHAR(20) ${ascii} NULL,
      revision INT UNSIGNED NOT NULL,
      fields TEXT NULL,
      at DATETIME(3) NOT NULL,
      UNIQUE KEY content_change_position (position),
      KEY content_change_item (content_id, id),
      KEY content_change_at (at)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
  );
  await knex.raw(
    `CREATE TABLE content_heard (
      content_id INT UNSIGNED NOT NULL,
      source VARCHAR(20) ${ascii} NOT NULL,
      at DATETIME(3) NOT NULL,
      via VARCHAR(60) ${ascii} NULL,
      outcome VARCHAR(10) ${ascii} NOT NULL,
      PRIMARY KEY (content_id, source)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
  );
  await knex.raw(`INSERT INTO turn (name) VALUES ('content-feed'), ('content-feed-dropped')`);
  await knex.raw(
    `ALTER TABLE content ADD COLUMN told_at DATETIME(3) NOT NULL DEFAULT '1000-01-01',
     ADD COLUMN source VARCHAR(20) ${ascii} NULL`,
  );
  const [[last]] = (await knex.raw('SELECT COALESCE(MAX(id), 0) AS id FROM content')) as [{ id: number }[]];
  for (let from = 0; from < (last?.id ?? 0); from += batch) {
    await knex.raw('UPDATE content SET told_at = GREATEST(modified_at, revised_at) WHERE id > ? AND id <= ?', [
      from,
      from + batch,
    ]);
  }
  await knex.raw(
    `ALTER TABLE content ADD COLUMN untold TINYINT UNSIGNED GENERATED ALWAYS AS
       (IF(modified_at > told_at OR (revised_at > told_at AND change_cause <> 'reconcile'), 1, NULL)) STORED,
     ADD KEY content_untold (untold)`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'ALTER TABLE content DROP KEY content_untold, DROP COLUMN untold, DROP COLUMN told_at, DROP COLUMN source',
  );
  await knex.raw(`DELETE FROM turn WHERE name IN ('content-feed', 'content-feed-dropped')`);
  await knex.raw('DROP TABLE IF EXISTS content_heard');
  await knex.raw('DROP TABLE IF EXISTS content_change');
}

const ascii = 'CHARACTER SET ascii COLLATE ascii_bin';

/** Items of one statement: none may hold its locks for long. */
const batch = 10_000;
