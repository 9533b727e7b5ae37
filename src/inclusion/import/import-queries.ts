import type { Database } from '../../kernel/database.ts';
import { RefusedError } from '../../kernel/errors.ts';
import type { QueryClaim } from '../decide/query-decider.ts';
import type { ImportOutcome, QueryImport } from '../port.ts';
import { readDatabaseClock } from '../queries/database-clock.mysql.ts';
import { lockQueries } from '../queries/query-row.mysql.ts';
import { readFilter, type AcceptedFilter } from '../queries/read-filter.ts';
import { saveQuery } from '../queries/save-query.ts';

/** Filters decided together: they share two refreshes and one point in time. */
const batch = 100;

export interface ImportQueriesDeps {
  database: Database;
  claimSeconds: number;
  /** The moment that `now` in a filter is, ms. */
  now: (databaseNow: Date) => number;
  decideQueries: (claims: readonly QueryClaim[]) => Promise<unknown>;
}

/** See `Inclusion.importQueries` in port.ts. */
export async function importQueries(
  deps: ImportQueriesDeps,
  queries: readonly QueryImport[],
): Promise<ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  for (let start = 0; start < queries.length; start += batch) {
    outcomes.push(...(await importBatch(deps, queries.slice(start, start + batch))));
  }
  return outcomes;
}

async function importBatch(deps: ImportQueriesDeps, queries: readonly QueryImport[]): Promise<ImportOutcome[]> {
  const moment = deps.now(await readDatabaseClock(deps.database));
  const read = queries.map((query) => ({ query, filter: accept(query, moment) }));
  const { outcomes, claims } = await deps.database.transaction(
    async (tx) => {
      const outcomes: ImportOutcome[] = [];
      const claims = new Map<number, QueryClaim>();
      for (const { query, filter } of read) {
        if ('reason' in filter) {
          outcomes.push({ outcome: 'refused', reason: filter.reason });
          continue;
        }
        const uuid = query.uuid.toLowerCase();
        const rows = await lockQueries(tx, { uuids: [uuid], hashes: [filter.hash] });
        const holder = rows.find((row) => row.content_filter_hash === filter.hash && row.uuid !== uuid);
        if (holder !== undefined) {
          outcomes.push({
            outcome: 'refused',
            reason: `the catalog query ${holder.uuid} has the same content_filter already`,
          });
          continue;
        }
        const saved = await saveQuery(
          tx,
          { uuid, title: query.title, filter },
          { claimSeconds: deps.claimSeconds, by: null },
        );
        if (saved.claim !== null) {
          claims.set(saved.queryId, saved.claim);
        }
        outcomes.push({
          outcome: saved.outcome,
          ...(filter.unknown.length > 0 ? { unknown: filter.unknown } : {}),
        });
      }
      return { outcomes, claims };
    },
    { retryDuplicates: true },
  );
  await deps.decideQueries([...claims.values()]);
  return outcomes;
}

function accept(query: QueryImport, moment: number): AcceptedFilter | { reason: string } {
  try {
    return readFilter(query.filter, moment);
  } catch (error) {
    if (error instanceof RefusedError) {
      return { reason: error.faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ') || error.message };
    }
    throw error;
  }
}
