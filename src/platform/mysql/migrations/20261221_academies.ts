import type { Knex } from 'knex';

/** Programs that do not know it run on, and search without academies: it only adds. */
export const needs = '20261220_derived_version';

const table = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

const tables = {
  academy: `id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    title VARCHAR(255) NOT NULL,
    short_description TEXT NOT NULL,
    long_description MEDIUMTEXT NOT NULL,
    title_es VARCHAR(255) NULL,
    short_description_es TEXT NULL,
    long_description_es MEDIUMTEXT NULL,
    image VARCHAR(2000) NULL,
    created_at DATETIME(3) NOT NULL,
    modified_at DATETIME(3) NOT NULL,
    UNIQUE KEY academy_uuid (uuid)`,
  academy_catalog: `academy_id INT UNSIGNED NOT NULL,
    catalog_id INT UNSIGNED NOT NULL,
    PRIMARY KEY (academy_id, catalog_id),
    UNIQUE KEY academy_catalog_catalog (catalog_id, academy_id)`,
  tag: `id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    title VARCHAR(255) NOT NULL,
    description TEXT NOT NULL,
    UNIQUE KEY tag_title (title)`,
  academy_tag: `academy_id INT UNSIGNED NOT NULL,
    tag_id INT UNSIGNED NOT NULL,
    PRIMARY KEY (academy_id, tag_id),
    UNIQUE KEY academy_tag_tag (tag_id, academy_id)`,
  tag_content: `tag_id INT UNSIGNED NOT NULL,
    content_key VARCHAR(255) NOT NULL,
    PRIMARY KEY (tag_id, content_key)`,
};

/**
 * Academies: catalogs of any customers under one title, and tags that content carries. Some dozens of academies, some hundred tags, some
 * thousand keys. Content is named by its key, since a tag may be given before its content is there.
 *
 * `catalog_id` is an id, which is never given twice: a program of the version before deletes a catalog and leaves the row, which then means
 * nothing.
 */
export async function up(knex: Knex): Promise<void> {
  for (const [name, columns] of Object.entries(tables)) {
    await knex.raw(`CREATE TABLE IF NOT EXISTS ${name} (${columns}) ${table}`);
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`DROP TABLE IF EXISTS ${Object.keys(tables).reverse().join(', ')}`);
}
