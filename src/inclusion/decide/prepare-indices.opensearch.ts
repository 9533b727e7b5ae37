import type { Database, Queryable } from '../../kernel/database.ts';
import { ConfigurationError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import {
  createIndex,
  extendMapping,
  readIndexIdentity,
  removeAlias,
  type IndexDefinition,
} from '../../platform/opensearch/index-definition.ts';
import { OpenSearchRefusal, type OpenSearch } from '../../platform/opensearch/opensearch.ts';
import { readDatabaseLineage, reviseAllItems, reviseAllQueries } from './start-over.mysql.ts';

export interface IndexTarget {
  alias: string;
  /** The first index behind the alias. */
  index: string;
  definition: IndexDefinition;
  /** What the loss of this index makes undecided. */
  revise: 'items' | 'queries';
}

/**
 * Makes the indices that are missing. The rows are revised **before** an index exists, so nothing is ever decided on an
 * empty index that its writer takes for a full one: a lost index is refilled from the rows, as work. With `extend`, an index
 * that an older version made gets the fields that came since: once a process, since each is a task of the cluster's manager.
 * An index whose definition has a newer version is left, and lost: analyzers cannot be added to one that is open.
 * @throws ConfigurationError when an index belongs to another database
 */
export async function prepareIndices(
  deps: { engine: OpenSearch; database: Database; logger: Logger },
  targets: readonly IndexTarget[],
  options: { extend: boolean },
): Promise<void> {
  const lineage = await readDatabaseLineage(deps.database);
  for (const { alias, index, definition, revise } of targets) {
    const found = await readIndexIdentity(deps.engine, alias);
    const isOlder = found?.lineage === lineage && found.version < definition.mappings._meta.version;
    if (isOlder) {
      // From here on the index is lost, to every process: nothing is decided on it any more before its rows are revised.
      await removeAlias(deps.engine, alias, found.index);
      deps.logger.info({ index: found.index, alias }, 'index of an older version left; it may be deleted');
    }
    if (found === undefined || isOlder) {
      await reviseRows(deps.database, revise);
      await createIndex(deps.engine, { index, alias, definition, lineage });
      deps.logger.info({ index, alias }, 'index made');
    } else if (found.lineage !== lineage) {
      throw new ConfigurationError(
        `the index ${alias} was made for another database (lineage ${String(found.lineage)}, this one is ${lineage}): ` +
          'point OPENSEARCH_URL or DATABASE_URL at the right one, set another INDEX_PREFIX, or delete the index to have it rebuilt',
      );
    } else if (options.extend) {
      await extend(deps.engine, alias, definition);
    }
  }
}

async function extend(engine: OpenSearch, alias: string, definition: IndexDefinition): Promise<void> {
  try {
    await extendMapping(engine, alias, definition);
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

async function reviseRows(on: Queryable, rows: IndexTarget['revise']): Promise<void> {
  await (rows === 'items' ? reviseAllItems(on) : reviseAllQueries(on));
}
