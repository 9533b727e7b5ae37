import type { AuditLog } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import { ProposedError } from '../../kernel/errors.ts';
import { sourceOf } from '../../kernel/json.ts';
import type { WrittenFilter, Writer } from '../port.ts';
import type { FilterLoss, ProposalOrigin } from '../proposal-models.ts';
import { assertFilterIsFree, noQuery } from '../queries/edit-rules.ts';
import { lockQueries, readQueryCustomers } from '../queries/query-row.mysql.ts';
import type { QueryState } from '../queries/query-state.mysql.ts';
import type { AcceptedFilter } from '../queries/read-filter.ts';
import { toProposal } from './to-proposal.ts';
import { readProposalRow, writeProposal, type NewProposal, type ProposalRow } from './proposal-row.mysql.ts';

/** What a file or a caller wants a query to have, in the form of its row. */
export function newProposal(
  query: Pick<QueryState, 'id' | 'revision'>,
  edit: {
    written: WrittenFilter;
    filter: AcceptedFilter;
    origin: ProposalOrigin;
    author: string;
    title?: string | null;
  },
): NewProposal {
  const { written, filter, origin, author, title } = edit;
  return {
    queryId: query.id,
    queryRevision: query.revision,
    origin,
    author,
    contentFilter: sourceOf(written.text, written.node),
    hash: filter.hash,
    reportsUnknown: written.unknownKeys === 'report',
    title: title ?? null,
  };
}

/** Keeps an edit that would drop most members. @returns the error that says so @throws ConflictError when another query has the filter */
export async function keepProposal(
  { database, audit }: { database: Database; audit: AuditLog },
  query: QueryState,
  edit: { written: WrittenFilter; filter: AcceptedFilter; origin: ProposalOrigin; writer: Writer; loss: FilterLoss },
): Promise<ProposedError> {
  const { writer, filter, loss } = edit;
  const row = await database.transaction(
    async (tx) => {
      const rows = await lockQueries(tx, { uuids: [query.uuid], hashes: [filter.hash] });
      if (!rows.some(({ id }) => id === query.id)) {
        throw noQuery();
      }
      assertFilterIsFree(rows, { id: query.id, hash: filter.hash });
      const id = await writeProposal(tx, newProposal(query, { ...edit, author: writer.author.name }), loss);
      const customers = await readQueryCustomers(tx, query.id);
      await audit.append(tx, writer.author, [
        {
          action: 'filter-proposal.keep',
          subject: query.uuid,
          customer: customers.length === 1 ? (customers[0] ?? null) : null,
          before: null,
          after: null,
        },
      ]);
      return readProposalRow(tx, id);
    },
    { retryDuplicates: true },
  );
  if (row === undefined) {
    throw noQuery();
  }
  return proposed(row);
}

/** Says what a kept edit would do, and what can be done about it. */
export function proposed(row: ProposalRow, why = 'nothing is changed'): ProposedError {
  const { id, members, matched, entering, leaving, leavingSample } = toProposal(row);
  const address = `/api/v1/filter-proposals/${String(id)}/`;
  return new ProposedError(
    `${String(leaving)} of ${String(members)} members would leave and ${String(entering)} items enter, so ${why}: ` +
      `confirm it (POST ${address}confirm/), or send the edit again with force=true`,
    { id, address, members, matched, entering, leaving, leaving_sample: leavingSample },
  );
}
