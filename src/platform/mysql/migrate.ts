import knexFactory, { type Knex } from 'knex';
import { ConfigurationError, UnavailableError } from '../../kernel/errors.ts';
import { isUnavailable } from './mysql-errors.ts';
import * as initial from './migrations/20261121_initial.ts';

interface Migration {
  name: string;
  up: (knex: Knex) => Promise<void>;
  down: (knex: Knex) => Promise<void>;
}

/** In order; a merged migration is never edited. */
const migrations: readonly Migration[] = [{ name: '20261121_initial', ...initial }];

const source: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...migrations]),
  getMigrationName: (migration) => migration.name,
  getMigration: (migration) => Promise.resolve(migration),
};

/**
 * Brings the schema up to this program's version, or back down to nothing. Safe with several processes at once: one
 * migrates, the others wait on the database's named lock. An older program refuses to run on a newer schema.
 * @returns the names of the migrations that ran
 * @throws ConfigurationError when the schema is newer than this program
 */
export async function migrate(url: string, direction: 'up' | 'down' = 'up'): Promise<string[]> {
  const knex = knexFactory({
    client: 'mysql2',
    connection: { uri: url, timezone: 'Z', charset: 'utf8mb4' } as Knex.MySql2ConnectionConfig,
    pool: { min: 0, max: 3 },
    migrations: { migrationSource: source, tableName: 'schema_migration' },
  });
  try {
    return await knex.transaction(async (holder) => {
      // The named lock lives as long as this connection: a killed migrator frees it, unlike knex's own lock row.
      const [[lock]] = (await holder.raw(`SELECT GET_LOCK(CONCAT(DATABASE(), '.migrate'), 120) AS taken`)) as [
        { taken: number }[],
      ];
      if (lock?.taken !== 1) {
        throw new ConfigurationError(
          'another process has been migrating this database for two minutes: end it, then start again',
        );
      }
      try {
        await knex.migrate.forceFreeMigrationsLock();
        const [, names] = (await (direction === 'up'
          ? knex.migrate.latest()
          : knex.migrate.rollback(undefined, true))) as [number, string[]];
        return names;
      } finally {
        await holder.raw(`DO RELEASE_LOCK(CONCAT(DATABASE(), '.migrate'))`);
      }
    });
  } catch (error) {
    if (error instanceof Error && error.message.includes('migration directory is corrupt')) {
      throw new ConfigurationError('the database has a newer schema than this program: run the newer version', {
        cause: error,
      });
    }
    throw isUnavailable(error)
      ? new UnavailableError('mysql', 'the database does not answer', { cause: error })
      : error;
  } finally {
    await knex.destroy();
  }
}
