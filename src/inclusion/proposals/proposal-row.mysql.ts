import type { Customers } from '../../kernel/customers.ts';
import type { Queryable, Tx } from '../../kernel/database.ts';
import type { FilterLoss, ProposalOrigin } from '../proposal-models.ts';
import { ofCustomers } from '../queries/read-queries.mysql.ts';

export interface ProposalRow {
  id: number;
  query_id: number;
  query_revision: number;
  /** Null when it is confirmed. */
  open: 1 | null;
  origin: ProposalOrigin;
  author: string;
  content_filter: string;
  content_filter_hash: string;
  reports_unknown: number;
  title: string | null;
  members: number;
  matched: number;
  entering: number;
  leaving: number;
  leaving_sample: string;
  judged_at: Date;
  query_uuid: string;
  query_title: string | null;
  /** The query's revision now. */
  revision: number;
}

const columns = `p.id, p.query_id, p.query_revision, p.open, p.origin, p.author, p.content_filter, p.content_filter_hash, p.reports_unknown,
  p.title, p.members, p.matched, p.entering, p.leaving, p.leaving_sample, p.judged_at,
  q.uuid AS query_uuid, q.title AS query_title, q.revision`;

export interface NewProposal {
  queryId: number;
  queryRevision: number;
  origin: ProposalOrigin;
  author: string;
  contentFilter: string;
  hash: string;
  reportsUnknown: boolean;
  title: string | null;
}

/** Keeps an edit; one that is open already is judged anew by it. The caller holds the query's lock. @returns its id */
export async function writeProposal(tx: Tx, proposal: NewProposal, loss: FilterLoss): Promise<number> {
  const [open] = await tx.rows<{ id: number }>(
    'SELECT id FROM filter_proposal WHERE query_id = ? AND content_filter_hash = ? AND open = 1 FOR UPDATE',
    [proposal.queryId, proposal.hash],
  );
  if (open !== undefined) {
    await updateJudgement(tx, open.id, proposal.queryRevision, loss);
    return open.id;
  }
  const { insertId } = await tx.run(
    `INSERT INTO filter_proposal SET query_id = ?, query_revision = ?, origin = ?, author = ?, content_filter = ?, content_filter_hash = ?,
       reports_unknown = ?, title = ?, members = ?, matched = ?, entering = ?, leaving = ?, leaving_sample = ?,
       judged_at = UTC_TIMESTAMP(3)`,
    [
      proposal.queryId,
      proposal.queryRevision,
      proposal.origin,
      proposal.author,
      proposal.contentFilter,
      proposal.hash,
      proposal.reportsUnknown,
      proposal.title,
      loss.members,
      loss.matched,
      loss.entering,
      loss.leaving,
      await sampleKeys(tx, loss),
    ],
  );
  return insertId;
}

/** What an open proposal would do, as judged against a revision of its query. */
export async function updateJudgement(tx: Tx, id: number, queryRevision: number, loss: FilterLoss): Promise<void> {
  await tx.run(
    `UPDATE filter_proposal SET query_revision = ?, members = ?, matched = ?, entering = ?, leaving = ?, leaving_sample = ?,
       judged_at = UTC_TIMESTAMP(3) WHERE id = ? AND open = 1`,
    [queryRevision, loss.members, loss.matched, loss.entering, loss.leaving, await sampleKeys(tx, loss), id],
  );
}

/** Keys, since ids mean nothing outside. */
async function sampleKeys(tx: Tx, { leavingSample }: FilterLoss): Promise<string> {
  if (leavingSample.length === 0) {
    return '[]';
  }
  const rows = await tx.rows<{ content_key: string }>('SELECT content_key FROM content WHERE id IN (?) ORDER BY id', [
    leavingSample,
  ]);
  return JSON.stringify(rows.map(({ content_key }) => content_key));
}

export async function readProposalRow(on: Queryable, id: number): Promise<ProposalRow | undefined> {
  const [row] = await on.rows<ProposalRow>(
    `SELECT ${columns} FROM filter_proposal p JOIN catalog_query q ON q.id = p.query_id WHERE p.id = ?`,
    [id],
  );
  return row;
}

/** Takes a proposal; the caller holds its query's lock. @returns its judgement's revision and whether it is open still */
export async function lockProposal(
  tx: Tx,
  id: number,
): Promise<Pick<ProposalRow, 'query_revision' | 'open'> | undefined> {
  const [row] = await tx.rows<Pick<ProposalRow, 'query_revision' | 'open'>>(
    'SELECT query_revision, open FROM filter_proposal WHERE id = ? FOR UPDATE',
    [id],
  );
  return row;
}

export async function markConfirmed(tx: Tx, id: number): Promise<void> {
  await tx.run('UPDATE filter_proposal SET open = NULL WHERE id = ?', [id]);
}

/** @returns whether there was one */
export async function deleteProposal(tx: Tx, id: number): Promise<boolean> {
  return (await tx.run('DELETE FROM filter_proposal WHERE id = ?', [id])).affectedRows > 0;
}

/** Open ones about queries that these customers use, oldest first. @param page.after the id before the page */
export async function listProposalRows(
  on: Queryable,
  page: { customers: Customers; after: number; offset: number; limit: number },
): Promise<{ count: number; rows: ProposalRow[] }> {
  const { where, values } = ofCustomers(page.customers);
  const from = `FROM filter_proposal p JOIN catalog_query q ON q.id = p.query_id WHERE p.open = 1 AND ${where}`;
  const [total] = await on.rows<{ count: number }>(`SELECT COUNT(*) AS count ${from}`, values);
  const rows = await on.rows<ProposalRow>(`SELECT ${columns} ${from} AND p.id > ? ORDER BY p.id LIMIT ? OFFSET ?`, [
    ...values,
    page.after,
    page.limit,
    page.offset,
  ]);
  return { count: total?.count ?? 0, rows };
}

/** Those that were judged longer ago, open or not: what they say is of no use any more. @returns how many */
export async function dropOldProposals(on: Queryable, days: number): Promise<number> {
  const { affectedRows } = await on.run(
    'DELETE FROM filter_proposal WHERE judged_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY LIMIT 1000',
    [days],
  );
  return affectedRows;
}
