import type { Knex } from 'knex';

export interface Migration {
  name: string;
  up: (knex: Knex) => Promise<void>;
  down: (knex: Knex) => Promise<void>;
  /**
   * The newest migration that a program must know to run on the schema which this one leaves. What only adds names the last
   * one of the release before; what takes something away, the one since which no program uses that. Left out: this one, so
   * that every older program is refused. docs/decisions/0010
   */
  needs?: string;
}

const table = 'schema_migration_needs';

/** Says in the database, for programs that do not know these migrations, what each one needs. Safe to repeat. */
export async function recordNeeds(knex: Knex, migrations: readonly Migration[]): Promise<void> {
  await knex.raw(
    `CREATE TABLE IF NOT EXISTS ${table} (
      name VARCHAR(255) NOT NULL PRIMARY KEY,
      needs VARCHAR(255) NOT NULL
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,
  );
  for (const { name, needs = name } of migrations) {
    await knex.raw(`INSERT IGNORE INTO ${table} (name, needs) VALUES (?, ?)`, [name, needs]);
  }
}

/**
 * Why a program with these migrations cannot run on a schema that has others too.
 * @returns the names of those that it would have to know, or that it has and the schema lacks; none when it can run
 */
export async function listUnmetNeeds(knex: Knex, migrations: readonly Migration[]): Promise<string[]> {
  const [rows] = (await knex.raw(
    `SELECT m.name, COALESCE(n.needs, m.name) AS needs FROM schema_migration m LEFT JOIN ${table} n ON n.name = m.name`,
  )) as [{ name: string; needs: string }[]];
  const known = new Set(migrations.map(({ name }) => name));
  const done = new Set(rows.map(({ name }) => name));
  return [
    ...rows.filter(({ name, needs }) => !known.has(name) && !known.has(needs)).map(({ name }) => name),
    ...[...known].filter((name) => !done.has(name)),
  ];
}
