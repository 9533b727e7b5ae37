import type { Database, Tx } from '../../kernel/database.ts';
import { RefusedError } from '../../kernel/errors.ts';
import { parseJson } from '../../kernel/json.ts';
import type { Logger } from '../../kernel/log.ts';
import { compilerVersion } from '../filter/compile-filter.ts';
import { readDatabaseClock } from './database-clock.mysql.ts';
import {
  hasOlderFilters,
  lockOlderFilters,
  markCompiled,
  reviseCompiled,
  type StoredFilter,
} from './query-row.mysql.ts';
import { readFilter, type AcceptedFilter } from './read-filter.ts';

const batch = 100;

/**
 * Compiles the filters that an older program compiled. Those that come out otherwise are new revisions, which the workers decide.
 * Several processes may do so at once. A filter that is refused now keeps what it was compiled to.
 */
export async function compileFiltersAnew(deps: { database: Database; logger: Logger }): Promise<void> {
  if (!(await hasOlderFilters(deps.database, compilerVersion))) {
    return;
  }
  let compiled: number;
  do {
    compiled = await deps.database.transaction((tx) => compileBatch(tx, deps.logger));
  } while (compiled === batch);
}

/** @returns how many it looked at */
async function compileBatch(tx: Tx, logger: Logger): Promise<number> {
  const now = (await readDatabaseClock(tx)).getTime();
  const rows = await lockOlderFilters(tx, compilerVersion, batch);
  for (const row of rows) {
    const filter = read(row, now, logger);
    if (filter === undefined || filter.compiled === row.compiled) {
      await markCompiled(tx, row.id, compilerVersion);
    } else {
      await reviseCompiled(tx, row.id, filter, { cause: 'reconcile', claimSeconds: 0 });
    }
  }
  return rows.length;
}

function read({ id, content_filter, as_of }: StoredFilter, now: number, logger: Logger): AcceptedFilter | undefined {
  try {
    return readFilter({ text: content_filter, node: parseJson(content_filter) }, as_of?.getTime() ?? now);
  } catch (error) {
    if (error instanceof RefusedError) {
      logger.error(
        { query: id, faults: error.faults },
        'a stored filter is refused by this version, its catalogs stay as they are',
      );
      return undefined;
    }
    throw error;
  }
}
