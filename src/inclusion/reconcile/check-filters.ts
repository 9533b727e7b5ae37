import { isDeepStrictEqual } from 'node:util';
import type { Queryable, Tx } from '../../kernel/database.ts';
import { RefusedError } from '../../kernel/errors.ts';
import { parseJson } from '../../kernel/json.ts';
import type { Sight } from '../../replication/port.ts';
import { compilerVersion } from '../filter/compile-filter.ts';
import { restoreCompiled } from '../queries/query-row.mysql.ts';
import { readFilter, type AcceptedFilter } from '../queries/read-filter.ts';
import { sightsOf } from '../queries/sights.ts';
import type { Drift } from './drift.ts';
import { lockFilters, readStoredSights, type SettledQuery } from './reconcile-rows.mysql.ts';

/**
 * Compares what was made of decided filters with what this program makes of them. Filters of another compiler are left out: they are
 * compiled anew anyhow; so are those that are refused now, which keep what they were compiled to.
 * @returns the queries with what they are to be, so that what else is compared is compared with that; the ids of those that are not
 */
export async function checkFilters(
  on: Queryable,
  drift: Drift,
  queries: readonly SettledQuery[],
): Promise<{ queries: SettledQuery[]; stale: number[] }> {
  const sights = await readStoredSights(
    on,
    queries.map(({ id }) => id),
  );
  const stale: number[] = [];
  const wanted = queries.map((query) => {
    const filter = query.compiler_version === compilerVersion ? readAgain(query) : undefined;
    if (filter === undefined) {
      return query;
    }
    const columns = columnsOf(filter);
    const stored = sights.get(query.id);
    const isSighted =
      stored?.revision !== query.revision ||
      isDeepStrictEqual(inOrder(stored.sights), inOrder(sightsOf(filter.restrictedRuns)));
    const isCompiled = Object.entries(columns).every(([name, value]) => query[name as keyof typeof columns] === value);
    if (!isCompiled) {
      drift.add('filter_stale', query.uuid);
    }
    if (!isSighted) {
      drift.add('sights_stale', query.uuid);
    }
    if (!isCompiled || !isSighted) {
      stale.push(query.id);
    }
    return { ...query, ...columns };
  });
  return { queries: wanted, stale };
}

/** What is made of these filters is written as it is to be. Their new revision is the caller's, who has their locks. */
export async function restoreFilters(tx: Tx, ids: readonly number[]): Promise<void> {
  for (const row of ids.length === 0 ? [] : await lockFilters(tx, ids)) {
    const filter = readAgain(row);
    if (filter !== undefined) {
      await restoreCompiled(tx, row.id, filter);
    }
  }
}

type StoredFilter = Pick<SettledQuery, 'content_filter' | 'as_of'>;

/** Undefined where this version refuses it. */
function readAgain({ content_filter: text, as_of: asOf }: StoredFilter): AcceptedFilter | undefined {
  try {
    return readFilter({ text, node: parseJson(text) }, asOf?.getTime() ?? 0);
  } catch (error) {
    if (error instanceof RefusedError) {
      return undefined;
    }
    throw error;
  }
}

type Columns = Pick<SettledQuery, 'compiled' | 'uses_text' | 'includes_pathways' | 'restricted_runs'>;

function columnsOf({ compiled, usesText, includesPathways, restrictedRuns }: AcceptedFilter): Columns {
  return {
    compiled,
    uses_text: usesText ? 1 : 0,
    includes_pathways: includesPathways ? 1 : 0,
    restricted_runs: restrictedRuns.length === 0 ? null : JSON.stringify(restrictedRuns),
  };
}

function inOrder(sights: readonly Sight[]): string[] {
  return sights.map(({ contentKey, runs }) => JSON.stringify([contentKey, runs])).sort();
}
