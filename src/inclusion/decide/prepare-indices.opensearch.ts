import type { Database } from '../../kernel/database.ts';
import { ConfigurationError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import type { TargetRow, Targets } from '../../kernel/rebuild/targets.ts';
import { extendPartly } from '../../platform/opensearch/extend-partly.ts';
import {
  createIndex,
  extendMapping,
  indexExists,
  readIndexIdentity,
  removeAlias,
  type IndexDefinition,
} from '../../platform/opensearch/index-definition.ts';
import { OpenSearchRefusal, type OpenSearch } from '../../platform/opensearch/opensearch.ts';
import { readDatabaseLineage, reviseAllItems, reviseAllQueries } from './start-over.mysql.ts';

interface PrepareDeps {
  engine: OpenSearch;
  database: Database;
  logger: Logger;
}

export interface IndexTarget {
  alias: string;
  /** The first index behind the alias. */
  index: string;
  definition: IndexDefinition;
  /** Which of its indices are written. */
  row: TargetRow;
  /** What the loss of this index makes undecided. */
  revise: 'items' | 'queries';
}

/**
 * Makes the indices that are missing. The rows are revised **before** an index exists, so nothing is ever decided on an
 * empty index that its writer takes for a full one: a lost index is refilled from the rows, as work. An index that an older version made
 * gets the fields that came since: once a process, since each is a task of the cluster's manager. A program of an older version may rebuild
 * it meanwhile, in an index that lacks them again.
 * An index of an older definition goes on serving until it is rebuilt, unless it cannot be given what filters ask about: then it is left,
 * and lost.
 * @param extended the aliases that this process was here for, and the names of the older indices that it has given them; added to here
 * @returns the aliases whose index is of an older definition than this program's
 * @throws ConfigurationError when an index belongs to another database
 */
export async function prepareIndices(
  deps: PrepareDeps,
  targets: readonly IndexTarget[],
  extended: Set<string>,
): Promise<Set<string>> {
  const older = new Set<string>();
  const lineage = await readDatabaseLineage(deps.database);
  for (const target of targets) {
    const { alias, definition } = target;
    const found = await readIndexIdentity(deps.engine, alias);
    if (found === undefined) {
      await makeAnew(deps, target, lineage);
    } else if (found.lineage !== lineage) {
      throw new ConfigurationError(
        `the index ${alias} was made for another database (lineage ${String(found.lineage)}, this one is ${lineage}): ` +
          'point OPENSEARCH_URL or DATABASE_URL at the right one, set another INDEX_PREFIX, or delete the index to have it rebuilt',
      );
    } else if (found.version < definition.mappings._meta.version) {
      if (
        extended.has(found.index) ||
        (await meetOlder(deps, target, { index: found.index, lineage })) === 'serves on'
      ) {
        extended.add(found.index);
        older.add(alias);
      }
    } else if (!extended.has(alias) && found.version === definition.mappings._meta.version) {
      // What a newer version made has all that this one writes and asks: a new version only adds.
      await extend(deps.engine, alias, definition);
    }
    extended.add(alias);
    if (found !== undefined) {
      await forgetLostTargets(deps, target);
    }
  }
  return older;
}

async function makeAnew(deps: PrepareDeps, target: IndexTarget, lineage: string): Promise<void> {
  const { alias, index, definition, revise, row } = target;
  await deps.database.transaction(async (tx) => {
    const { generation } = await row.lock(tx);
    // One process makes it, the others wait here and find it.
    if ((await readIndexIdentity(deps.engine, alias)) === undefined) {
      await (revise === 'items' ? reviseAllItems : reviseAllQueries)(deps.database);
      await row.reset(tx);
      // One that was left by a rebuild may have the name.
      const free = (await indexExists(deps.engine, index)) ? `${index}-${String(generation + 1)}` : index;
      await createIndex(deps.engine, { index: free, alias, definition, lineage });
      deps.logger.info({ index: free, alias }, 'index made');
    }
  });
}

async function meetOlder(
  deps: PrepareDeps,
  target: IndexTarget,
  { index, lineage }: { index: string; lineage: string },
): Promise<'serves on' | 'is left'> {
  const { alias, definition } = target;
  try {
    await extendPartly(deps.engine, alias, definition, { whole: 'filter' });
    deps.logger.info({ index, alias }, 'index of an older version serves until it is rebuilt');
    return 'serves on';
  } catch (error) {
    if (!(error instanceof OpenSearchRefusal)) {
      throw error;
    }
  }
  // From here on the index is lost, to every process: nothing is decided on it any more before its rows are revised.
  await removeAlias(deps.engine, alias, index);
  deps.logger.info({ index, alias }, 'index of an older version left; it may be deleted');
  await makeAnew(deps, target, lineage);
  return 'is left';
}

/** Somebody has deleted an index of a rebuild, or moved the alias past it: only the one behind the alias is written from then on. */
async function forgetLostTargets(deps: PrepareDeps, { alias, row }: IndexTarget): Promise<void> {
  if (await areThere(deps, alias, await row.read(deps.database))) {
    return;
  }
  const forgotten = await deps.database.transaction(async (tx) => {
    // Once more, while no builder can go on.
    const targets = await row.lock(tx);
    const isFine = await areThere(deps, alias, targets);
    if (!isFine) {
      await row.reset(tx);
    }
    return isFine ? undefined : targets;
  });
  if (forgotten !== undefined) {
    deps.logger.warn({ ...forgotten }, 'an index of a rebuild is gone: the rebuild is ended');
  }
}

async function areThere({ engine }: PrepareDeps, alias: string, { serving, second }: Targets): Promise<boolean> {
  if (serving === null || second === null) {
    return true;
  }
  const behind = (await readIndexIdentity(engine, alias))?.index;
  return (
    (behind === serving || behind === second) &&
    (await indexExists(engine, serving)) &&
    (await indexExists(engine, second))
  );
}

async function extend(engine: OpenSearch, alias: string, definition: IndexDefinition): Promise<void> {
  try {
    await extendMapping(engine, alias, definition.mappings.properties);
  } catch (error) {
    if (error instanceof OpenSearchRefusal) {
      throw new ConfigurationError(
        `the index ${alias} was made by another version: delete it to have it rebuilt (${error.message})`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}
