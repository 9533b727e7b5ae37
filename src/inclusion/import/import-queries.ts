import type { Database } from '../../kernel/database.ts';
import { ConflictError, RefusedError } from '../../kernel/errors.ts';
import type { QueryClaim } from '../decide/query-decider.ts';
import type { QueryImport, QueryImportOutcome } from '../port.ts';
import type { JudgeDeps } from '../proposals/judge-filters.ts';
import { readDatabaseClock } from '../queries/database-clock.mysql.ts';
import { readFilter } from '../queries/read-filter.ts';
import { judgeLines } from './judge-lines.ts';
import { writeQueries, type ReadQuery } from './write-queries.ts';

/** Filters decided together: they share two refreshes. */
const batch = 100;
/** A batch whose queries change each time between being judged and being written is somebody else's at this moment. */
const attempts = 5;

export interface ImportQueriesDeps extends JudgeDeps {
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
  { force }: { force: boolean },
): Promise<QueryImportOutcome[]> {
  const outcomes: QueryImportOutcome[] = [];
  for (let start = 0; start < queries.length; start += batch) {
    outcomes.push(...(await importBatch(deps, queries.slice(start, start + batch), force)));
  }
  return outcomes;
}

async function importBatch(
  deps: ImportQueriesDeps,
  queries: readonly QueryImport[],
  force: boolean,
): Promise<QueryImportOutcome[]> {
  const moment = deps.now(await readDatabaseClock(deps.database));
  const lines = queries.map((query) => ({ query, filter: accept(query, moment) }));
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const judged = force ? 'forced' : await judgeLines(deps, lines);
    const written = await writeQueries(deps, lines, judged);
    if (written !== 'changed meanwhile') {
      await deps.decideQueries([...written.claims.values()]);
      return written.outcomes;
    }
  }
  throw new ConflictError('the catalog queries of the file are being changed by others at this moment');
}

function accept(query: QueryImport, moment: number): ReadQuery['filter'] {
  try {
    return readFilter(query.filter, moment);
  } catch (error) {
    if (error instanceof RefusedError) {
      return { reason: error.faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ') || error.message };
    }
    throw error;
  }
}
