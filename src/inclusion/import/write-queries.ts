import type { Database, Tx } from '../../kernel/database.ts';
import type { QueryClaim } from '../decide/query-decider.ts';
import { dropsTooMuch } from '../guard/drops-too-much.ts';
import type { FilterLoss, QueryImport, QueryImportOutcome } from '../port.ts';
import { newProposal } from '../proposals/keep-proposal.ts';
import { writeProposal } from '../proposals/proposal-row.mysql.ts';
import { lockQueries, type QueryRow } from '../queries/query-row.mysql.ts';
import type { AcceptedFilter } from '../queries/read-filter.ts';
import { saveQuery } from '../queries/save-query.ts';
import type { JudgedLines } from './judge-lines.ts';

/** A line of a file with its filter, or why that is refused. */
export interface ReadQuery {
  query: QueryImport;
  filter: AcceptedFilter | { reason: string };
}

export interface WrittenQueries {
  outcomes: QueryImportOutcome[];
  /** What is to be decided, by query. */
  claims: Map<number, QueryClaim>;
}

/**
 * Writes lines in one transaction. Filters that would drop most members are kept as proposals.
 * @param judged against what; `forced`: everything is written
 * @returns `changed meanwhile` when a query is no longer as it was judged; nothing is written then
 */
export function writeQueries(
  { database, claimSeconds }: { database: Database; claimSeconds: number },
  lines: readonly ReadQuery[],
  judged: JudgedLines | 'forced',
): Promise<WrittenQueries | 'changed meanwhile'> {
  return database.transaction(
    async (tx) => {
      if (judged !== 'forced' && !(await areAsJudged(tx, lines, judged))) {
        return 'changed meanwhile';
      }
      const outcomes: QueryImportOutcome[] = [];
      const claims = new Map<number, QueryClaim>();
      for (const [place, line] of lines.entries()) {
        const loss = judged === 'forced' ? undefined : judged.losses.get(place);
        const written = await writeLine(tx, line, { loss, claimSeconds, isAskedFor: judged === 'forced' });
        outcomes.push(written.outcome);
        if (written.claim !== null) {
          claims.set(written.claim.queryId, written.claim);
        }
      }
      return { outcomes, claims };
    },
    { retryDuplicates: true },
  );
}

async function areAsJudged(tx: Tx, lines: readonly ReadQuery[], { queries }: JudgedLines): Promise<boolean> {
  const rows = await lockQueries(tx, { uuids: lines.map(({ query }) => query.uuid.toLowerCase()), hashes: [] });
  return rows.every(({ uuid, revision }) => queries.get(uuid)?.revision === revision);
}

async function writeLine(
  tx: Tx,
  { query, filter }: ReadQuery,
  options: { loss: FilterLoss | undefined; claimSeconds: number; isAskedFor: boolean },
): Promise<{ outcome: QueryImportOutcome; claim: QueryClaim | null }> {
  if ('reason' in filter) {
    return { outcome: { outcome: 'refused', reason: filter.reason }, claim: null };
  }
  const uuid = query.uuid.toLowerCase();
  const rows = await lockQueries(tx, { uuids: [uuid], hashes: [filter.hash] });
  const holder = rows.find((row) => row.content_filter_hash === filter.hash && row.uuid !== uuid);
  if (holder !== undefined) {
    const reason = `the catalog query ${holder.uuid} has the same content_filter already`;
    return { outcome: { outcome: 'refused', reason }, claim: null };
  }
  const stored = rows.find((row) => row.uuid === uuid);
  const { loss } = options;
  if (stored !== undefined && loss !== undefined && dropsTooMuch(loss)) {
    return { outcome: await propose(tx, stored, { query, filter, loss }), claim: null };
  }
  const saved = await saveQuery(
    tx,
    { uuid, title: query.title, filter },
    { claimSeconds: options.claimSeconds, by: null, isAskedFor: options.isAskedFor },
  );
  const unknown = filter.unknown.length > 0 ? { unknown: filter.unknown } : {};
  return { outcome: { outcome: saved.outcome, ...unknown }, claim: saved.claim };
}

async function propose(
  tx: Tx,
  stored: QueryRow,
  { query, filter, loss }: { query: QueryImport; filter: AcceptedFilter; loss: FilterLoss },
): Promise<QueryImportOutcome> {
  const proposal = await writeProposal(
    tx,
    newProposal(stored, { written: query.filter, filter, origin: 'import', author: 'import', title: query.title }),
    loss,
  );
  return { outcome: 'proposed', proposal, members: loss.members, leaving: loss.leaving };
}
