import type { Knex } from 'knex';
import { ConfigurationError, UnavailableError } from '../../kernel/errors.ts';
import { isMigrated } from './is-migrated.ts';
import { isUnavailable } from './mysql-errors.ts';
import { listUnmetNeeds, recordNeeds, type Migration } from './migration-needs.ts';
import * as initial from './migrations/20261121_initial.ts';
import * as access from './migrations/20261122_access.ts';
import * as filters from './migrations/20261123_filters.ts';
import * as membership from './migrations/20261124_membership.ts';
import * as api from './migrations/20261125_api.ts';
import * as proposals from './migrations/20261126_proposals.ts';
import * as upstream from './migrations/20261127_upstream.ts';
import * as contract from './migrations/20261128_contract.ts';
import * as rebuild from './migrations/20261129_rebuild.ts';
import * as speed from './migrations/20261130_speed.ts';
import * as given from './migrations/20261201_given.ts';
import * as wire from './migrations/20261204_wire.ts';
import * as departures from './migrations/20261205_departures.ts';
import * as contentRebuild from './migrations/20261206_content_rebuild.ts';
import * as steer from './migrations/20261207_steer.ts';
import * as analytics from './migrations/20261208_analytics.ts';
import * as hybrid from './migrations/20261209_hybrid.ts';
import * as unindexed from './migrations/20261210_unindexed.ts';
import * as itemPlaces from './migrations/20261211_item_places.ts';
import * as pollDrift from './migrations/20261213_poll_drift.ts';
import * as activeWith from './migrations/20261214_active_with.ts';
import * as dropped from './migrations/20261215_dropped.ts';
import * as shownCourses from './migrations/20261217_shown_courses.ts';
import * as derivedVersion from './migrations/20261220_derived_version.ts';
import * as academies from './migrations/20261221_academies.ts';
import * as registrations from './migrations/20261222_registrations.ts';
import * as askedAt from './migrations/20261223_asked_at.ts';
import * as announced from './migrations/20261224_announced.ts';
import * as countedRegistrations from './migrations/20261225_counted_registrations.ts';

/** In order; a merged migration is never edited. */
const migrations: readonly Migration[] = [
  { name: '20261121_initial', ...initial },
  { name: '20261122_access', ...access },
  { name: '20261123_filters', ...filters },
  { name: '20261124_membership', ...membership },
  { name: '20261125_api', ...api },
  { name: '20261126_proposals', ...proposals },
  { name: '20261127_upstream', ...upstream },
  { name: '20261128_contract', ...contract },
  { name: '20261129_rebuild', ...rebuild },
  { name: '20261130_speed', ...speed },
  { name: '20261201_given', ...given },
  { name: '20261204_wire', ...wire },
  { name: '20261205_departures', ...departures },
  { name: '20261206_content_rebuild', ...contentRebuild },
  { name: '20261207_steer', ...steer },
  { name: '20261208_analytics', ...analytics },
  { name: '20261209_hybrid', ...hybrid },
  { name: '20261210_unindexed', ...unindexed },
  { name: '20261211_item_places', ...itemPlaces },
  { name: '20261213_poll_drift', ...pollDrift },
  { name: '20261214_active_with', ...activeWith },
  { name: '20261215_dropped', ...dropped },
  { name: '20261217_shown_courses', ...shownCourses },
  { name: '20261220_derived_version', ...derivedVersion },
  { name: '20261221_academies', ...academies },
  { name: '20261222_registrations', ...registrations },
  { name: '20261223_asked_at', ...askedAt },
  { name: '20261224_announced', ...announced },
  { name: '20261225_counted_registrations', ...countedRegistrations },
];

/**
 * Brings the schema up to this program's version, or back down to nothing. Safe with several processes at once: one
 * migrates, the others wait on the database's named lock. On a newer schema an older program runs when what came since was
 * made for that (`Migration.needs`).
 * @param further migrations of a version to come, after this program's own
 * @returns the names of the migrations that ran
 * @throws ConfigurationError when the schema is newer than this program can run on, or than it can bring down
 */
export async function migrate(
  url: string,
  direction: 'up' | 'down' = 'up',
  further: readonly Migration[] = [],
): Promise<string[]> {
  const all = [...migrations, ...further];
  try {
    return direction === 'up' && (await isMigrated(url, all)) ? [] : await run(url, direction, all);
  } catch (error) {
    throw isUnavailable(error)
      ? new UnavailableError('mysql', 'the database does not answer', { cause: error })
      : error;
  }
}

/** One process does it, the others wait. */
async function run(url: string, direction: 'up' | 'down', all: Migration[]): Promise<string[]> {
  // Loaded here, since few processes find something to do.
  const { default: knexFactory } = await import('knex');
  const knex = knexFactory({
    client: 'mysql2',
    connection: { uri: url, timezone: 'Z', charset: 'utf8mb4' } as Knex.MySql2ConnectionConfig,
    pool: { min: 0, max: 3 },
    migrations: { migrationSource: sourceOf(all), tableName: 'schema_migration' },
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
        await recordNeeds(knex, all);
        const [, names] = (await (direction === 'up'
          ? knex.migrate.latest()
          : knex.migrate.rollback(undefined, true))) as [number, string[]];
        return names;
      } catch (error) {
        if (!(error instanceof Error && error.message.includes('migration directory is corrupt'))) {
          throw error;
        }
        const unmet = await listUnmetNeeds(knex, all);
        if (unmet.length === 0 && direction === 'up') {
          return [];
        }
        const which = unmet.length === 0 ? '' : ` (${unmet.join(', ')})`;
        throw new ConfigurationError(
          `the database has a newer schema than this program${which}: run the newer version`,
          { cause: error },
        );
      } finally {
        await holder.raw(`DO RELEASE_LOCK(CONCAT(DATABASE(), '.migrate'))`);
      }
    });
  } finally {
    await knex.destroy();
  }
}

function sourceOf(all: Migration[]): Knex.MigrationSource<Migration> {
  return {
    getMigrations: () => Promise.resolve(all),
    getMigrationName: (migration) => migration.name,
    getMigration: (migration) => Promise.resolve(migration),
  };
}
