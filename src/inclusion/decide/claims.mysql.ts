import type { Database, Queryable } from '../../kernel/database.ts';
import { readSecondsLeft } from '../rebuild/index-target.mysql.ts';
import { registrableOf, type RegistrableRow } from '../queries/registrable.ts';
import { growingDelay } from './growing-delay.ts';
import type { QueryClaim } from './query-decider.ts';

/** Claims up to `limit` undecided filters that nobody holds; see inclusion/README.md, "The rows are the work list". */
export function claimUndecidedQueries(database: Database, limit: number, claimSeconds: number): Promise<QueryClaim[]> {
  return database.transaction(async (tx) => {
    const rows = await tx.rows<{ id: number; revision: number; claim_ticket: number } & RegistrableRow>(
      `SELECT id, revision, claim_ticket, compiled, uses_text, restricted_runs FROM catalog_query WHERE undecided = 1 AND due_at <= UTC_TIMESTAMP(3)
       ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED`,
      [limit],
    );
    if (rows.length > 0) {
      await tx.later(
        `UPDATE catalog_query SET due_at = UTC_TIMESTAMP(3) + INTERVAL ? SECOND, attempts = attempts + 1,
           claim_ticket = claim_ticket + 1 WHERE id IN (?)`,
        [claimSeconds, rows.map(({ id }) => id)],
      );
    }
    return rows.map((row) => ({
      queryId: row.id,
      revision: row.revision,
      ticket: row.claim_ticket + 1,
      ...registrableOf(row),
    }));
  });
}

/** A row's table, and the column that holds the number of its claim. */
const tables = {
  item: { table: 'content', ticket: 'document_ticket' },
  query: { table: 'catalog_query', ticket: 'claim_ticket' },
} as const;

export type ClaimKind = keyof typeof tables;

/**
 * Gives a claim back: the row is due again at once when an engine was away (nobody's fault, no attempt is charged), else
 * after a delay that doubles with each attempt up to an hour. A claim that was taken over meanwhile stays with its new holder.
 */
export async function giveBack(
  on: Queryable,
  kind: ClaimKind,
  claim: { id: number; ticket: number },
  failure: { reason: string; charged: boolean },
): Promise<void> {
  const { table, ticket } = tables[kind];
  await on.run(
    `UPDATE ${table} SET last_error = ?, attempts = ${failure.charged ? 'attempts' : 'IF(attempts > 0, attempts - 1, 0)'},
       due_at = UTC_TIMESTAMP(3) + INTERVAL ${failure.charged ? growingDelay : '0'} SECOND
     WHERE id = ? AND ${ticket} = ?`,
    [failure.reason.slice(0, 1_000), claim.id, claim.ticket],
  );
}

/**
 * What is not decided yet; items that only wait for another document count too, and filters that were announced and should be registered by now.
 * `staleSeconds` is the age of the oldest undecided revision, and of a document or a registration how long it is due; 0 when there is none.
 */
export interface Backlog {
  items: number;
  queries: number;
  /** Rows that have failed ten times and more: a human must look. */
  failing: number;
  staleSeconds: number;
  /** Memberships kept back from removal until somebody decides. */
  held: number;
  /** Age of a rebuild of an index that was left half-way; 0 when there is none. */
  rebuildLeftSeconds: number;
  /** Edits of filters that wait for somebody to confirm them. */
  proposals: number;
}

export async function readBacklog(on: Queryable): Promise<Backlog> {
  // Sums are decimals, which come as text.
  const [row] = await on.rows<
    Record<'items' | 'queries' | 'failing', string> & { stale: string | null; held: number; proposals: number }
  >(
    `SELECT COALESCE(SUM(kind = 'item'), 0) AS items, COALESCE(SUM(kind = 'query'), 0) AS queries,
       COALESCE(SUM(attempts >= 10), 0) AS failing,
       TIMESTAMPDIFF(MICROSECOND, MIN(revised_at), UTC_TIMESTAMP(3)) / 1000000 AS stale,
       (SELECT COUNT(*) FROM membership_held) AS held,
       (SELECT COUNT(*) FROM filter_proposal p JOIN catalog_query q ON q.id = p.query_id WHERE p.open = 1) AS proposals
     FROM (SELECT 'item' AS kind, revised_at, attempts FROM content WHERE undecided = 1
           UNION ALL SELECT 'item', LEAST(due_at, UTC_TIMESTAMP(3)), attempts FROM content WHERE unindexed = 1 AND undecided IS NULL
          UNION ALL SELECT 'query', revised_at, attempts FROM catalog_query WHERE undecided = 1
          UNION ALL SELECT 'query', LEAST(due_at, UTC_TIMESTAMP(3)), attempts FROM catalog_query
            WHERE announced = 1 AND undecided IS NULL AND (due_at <= UTC_TIMESTAMP(3) OR last_error IS NOT NULL)) AS work`,
  );
  return {
    items: Number(row?.items ?? 0),
    queries: Number(row?.queries ?? 0),
    failing: Number(row?.failing ?? 0),
    staleSeconds: Math.max(Number(row?.stale ?? 0), 0),
    held: row?.held ?? 0,
    rebuildLeftSeconds: await readSecondsLeft(on),
    proposals: row?.proposals ?? 0,
  };
}
