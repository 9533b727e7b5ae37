import type { AuditLog } from '../../kernel/audit.ts';
import type { Customers } from '../../kernel/customers.ts';
import type { Database, Queryable } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { Writer } from '../port.ts';
import type { FilterProposal, FilterProposalDetail } from '../proposal-models.ts';
import { assertMayEdit } from '../queries/edit-rules.ts';
import { deleteProposal, listProposalRows, lockProposal, readProposalRow } from './proposal-row.mysql.ts';
import { toProposal, toProposalDetail } from './to-proposal.ts';

/** See `Proposals.listProposals` in proposals-port.ts. */
export async function listProposals(
  on: Queryable,
  page: { customers: Customers; after: number; offset: number; limit: number },
): Promise<{ count: number; proposals: FilterProposal[] }> {
  const { count, rows } = await listProposalRows(on, page);
  return { count, proposals: rows.map(toProposal) };
}

/** See `Proposals.readProposal` in proposals-port.ts. */
export async function readProposal(on: Queryable, id: number): Promise<FilterProposalDetail> {
  const row = await readProposalRow(on, id);
  if (row === undefined) {
    throw noProposal();
  }
  return toProposalDetail(row);
}

/** See `Proposals.dropProposal` in proposals-port.ts. */
export async function dropProposal(
  { database, audit }: { database: Database; audit: AuditLog },
  id: number,
  writer: Writer,
): Promise<void> {
  await database.transaction(async (tx) => {
    const row = await readProposalRow(tx, id);
    if (row === undefined) {
      throw noProposal();
    }
    const customers = await assertMayEdit(tx, row.query_id, writer);
    if ((await lockProposal(tx, id)) === undefined || !(await deleteProposal(tx, id))) {
      throw noProposal();
    }
    const customer = customers.length === 1 ? (customers[0] ?? null) : null;
    await audit.append(tx, writer.author, [
      { action: 'filter-proposal.drop', subject: row.query_uuid, customer, before: null, after: null },
    ]);
  });
}

export function noProposal(): NotFoundError {
  return new NotFoundError('there is no such filter proposal');
}
