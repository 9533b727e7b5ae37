import { ConflictError } from '../../kernel/errors.ts';
import { parseJson } from '../../kernel/json.ts';
import type { Writer } from '../port.ts';
import { readDatabaseClock } from '../queries/database-clock.mysql.ts';
import { assertFilterIsFree, assertMayEdit } from '../queries/edit-rules.ts';
import { lockQueries } from '../queries/query-row.mysql.ts';
import { readQueryStates } from '../queries/query-state.mysql.ts';
import { readFilter, type AcceptedFilter } from '../queries/read-filter.ts';
import { saveQuery, type SavedQuery } from '../queries/save-query.ts';
import type { EditDeps } from './edit-filter.ts';
import { judgeFilters } from './judge-filters.ts';
import { proposed } from './keep-proposal.ts';
import {
  lockProposal,
  markConfirmed,
  readProposalRow,
  updateJudgement,
  type ProposalRow,
} from './proposal-row.mysql.ts';
import { noProposal } from './proposals.ts';

/** What was confirmed, for the caller to decide and to tell. */
export interface ConfirmedProposal {
  queryUuid: string;
  saved: SavedQuery;
  filter: AcceptedFilter;
}

/**
 * Applies a proposal, if the query is still as it was when that was judged; else it is judged anew. To confirm it again does nothing
 * more, as long as the query has the filter.
 * @throws NotFoundError · ForbiddenError · RefusedError when the language no longer takes the filter · ConflictError ·
 *   ProposedError with what it would do now · UnavailableError when it cannot be judged anew
 */
export async function confirmProposal(deps: EditDeps, id: number, writer: Writer): Promise<ConfirmedProposal> {
  const row = await readProposalRow(deps.database, id);
  if (row === undefined) {
    throw noProposal();
  }
  await assertMayEdit(deps.database, row.query_id, writer);
  const filter = await readAgain(deps, row);
  const saved = await apply(deps, row, { filter, writer });
  if (saved === 'outdated') {
    throw proposed(await judgeAgain(deps, row, filter), 'it is judged anew, since the query has changed');
  }
  return { queryUuid: row.query_uuid, saved, filter };
}

async function readAgain({ database, now }: EditDeps, row: ProposalRow): Promise<AcceptedFilter> {
  const text = row.content_filter;
  const unknownKeys = row.reports_unknown === 1 ? 'report' : undefined;
  return readFilter({ text, node: parseJson(text), unknownKeys }, now(await readDatabaseClock(database)));
}

function apply(
  deps: EditDeps,
  { id, query_id, query_uuid, title }: ProposalRow,
  { filter, writer }: { filter: AcceptedFilter; writer: Writer },
): Promise<SavedQuery | 'outdated'> {
  return deps.database.transaction(
    async (tx) => {
      const rows = await lockQueries(tx, { uuids: [query_uuid], hashes: [filter.hash] });
      const query = rows.find((one) => one.id === query_id);
      const proposal = await lockProposal(tx, id);
      if (query === undefined || proposal === undefined) {
        throw noProposal();
      }
      const customers = await assertMayEdit(tx, query_id, writer);
      const hasIt = query.content_filter_hash === filter.hash;
      if (proposal.open === null && !hasIt) {
        throw new ConflictError('this was confirmed, and the query was given another filter since');
      }
      if (!hasIt && query.revision !== proposal.query_revision) {
        return 'outdated';
      }
      assertFilterIsFree(rows, { id: query_id, hash: filter.hash });
      const customer = customers.length === 1 ? (customers[0] ?? null) : null;
      const saved = await saveQuery(
        tx,
        { uuid: query_uuid, title, filter },
        { claimSeconds: deps.claimSeconds, by: { writer, customer: customers[0] ?? null, audit: deps.audit } },
      );
      if (proposal.open !== null) {
        await markConfirmed(tx, id);
        await deps.audit.append(tx, writer.author, [
          { action: 'filter-proposal.confirm', subject: query_uuid, customer, before: null, after: null },
        ]);
      }
      return saved;
    },
    { retryDuplicates: true },
  );
}

async function judgeAgain(deps: EditDeps, row: ProposalRow, filter: AcceptedFilter): Promise<ProposalRow> {
  const query = (await readQueryStates(deps.database, [row.query_uuid])).get(row.query_uuid);
  if (query === undefined) {
    throw noProposal();
  }
  const [loss] = await judgeFilters(deps, [{ query, filter }]);
  const judged = await deps.database.transaction(async (tx) => {
    await updateJudgement(
      tx,
      row.id,
      query.revision,
      // Nothing is left to lose.
      loss ?? { members: 0, matched: 0, entering: 0, leaving: 0, leavingSample: [] },
    );
    return readProposalRow(tx, row.id);
  });
  if (judged === undefined) {
    throw noProposal();
  }
  return judged;
}
