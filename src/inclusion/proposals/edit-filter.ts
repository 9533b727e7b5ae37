import type { AuditLog } from '../../kernel/audit.ts';
import { ConflictError, type ProposedError } from '../../kernel/errors.ts';
import { dropsTooMuch } from '../guard/drops-too-much.ts';
import type { Writer } from '../port.ts';
import type { EditOptions, ProposalOrigin } from '../proposal-models.ts';
import { readDatabaseClock } from '../queries/database-clock.mysql.ts';
import { assertFilterIsFree, assertMayEdit, noQuery } from '../queries/edit-rules.ts';
import { lockQueries } from '../queries/query-row.mysql.ts';
import { readQueryStates, type QueryState } from '../queries/query-state.mysql.ts';
import { readFilter, type AcceptedFilter } from '../queries/read-filter.ts';
import { saveQuery, type SavedQuery } from '../queries/save-query.ts';
import { judgeFilters, type JudgeDeps } from './judge-filters.ts';
import { keepProposal } from './keep-proposal.ts';

export interface EditDeps extends JudgeDeps {
  audit: AuditLog;
  claimSeconds: number;
  /** The moment that `now` in a filter is, ms. */
  now: (databaseNow: Date) => number;
}

export interface EditedFilter {
  saved: SavedQuery;
  filter: AcceptedFilter;
}

/** A query that changes each time between being judged and being written is somebody else's at this moment. */
const attempts = 5;

/**
 * Edits a query's filter in place, for all catalogs that use it. An edit that would drop most of its members is kept as a proposal,
 * unless it is forced: what was judged is written only while the query is at the revision that it was judged against.
 * @returns what was saved, for the caller to decide
 * @throws NotFoundError · ForbiddenError · RefusedError · ConflictError when another query has the filter · ProposedError ·
 *   UnavailableError when it cannot be judged
 */
export async function editFilter(
  deps: EditDeps,
  queryUuid: string,
  { filter: written, force, origin, writer }: EditOptions & { origin: ProposalOrigin; writer: Writer },
): Promise<EditedFilter> {
  await findEditable(deps, queryUuid, writer);
  const filter = readFilter(written, deps.now(await readDatabaseClock(deps.database)));
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const query = await findEditable(deps, queryUuid, writer);
    const proposed = force ? undefined : await propose(deps, query, { written, filter, origin, writer });
    if (proposed !== undefined) {
      throw proposed;
    }
    const saved = await save(deps, query, { filter, writer, force });
    if (saved !== 'changed meanwhile') {
      return { saved, filter };
    }
  }
  throw new ConflictError('the catalog query is being changed by others at this moment: send the edit again');
}

async function findEditable({ database }: EditDeps, uuid: string, writer: Writer): Promise<QueryState> {
  const query = (await readQueryStates(database, [uuid])).get(uuid);
  if (query === undefined) {
    throw noQuery();
  }
  await assertMayEdit(database, query.id, writer);
  return query;
}

/** @returns what says that it is kept; undefined where it may be written */
async function propose(
  deps: EditDeps,
  query: QueryState,
  edit: { written: EditOptions['filter']; filter: AcceptedFilter; origin: ProposalOrigin; writer: Writer },
): Promise<ProposedError | undefined> {
  if (query.content_filter_hash === edit.filter.hash) {
    return undefined;
  }
  const [loss] = await judgeFilters(deps, [{ query, filter: edit.filter }]);
  return loss === undefined || !dropsTooMuch(loss) ? undefined : keepProposal(deps, query, { ...edit, loss });
}

async function save(
  deps: EditDeps,
  query: QueryState,
  { filter, writer, force }: { filter: AcceptedFilter; writer: Writer; force: boolean },
): Promise<SavedQuery | 'changed meanwhile'> {
  return deps.database.transaction(
    async (tx) => {
      const rows = await lockQueries(tx, { uuids: [query.uuid], hashes: [filter.hash] });
      const row = rows.find(({ id }) => id === query.id);
      if (row === undefined) {
        throw noQuery();
      }
      const customers = await assertMayEdit(tx, row.id, writer);
      if (!force && row.revision !== query.revision) {
        return 'changed meanwhile';
      }
      assertFilterIsFree(rows, { id: row.id, hash: filter.hash });
      return saveQuery(
        tx,
        { uuid: row.uuid, filter },
        { claimSeconds: deps.claimSeconds, by: { writer, customer: customers[0] ?? null, audit: deps.audit } },
      );
    },
    { retryDuplicates: true },
  );
}
