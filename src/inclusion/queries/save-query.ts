import { randomUUID } from 'node:crypto';
import { RefusedError } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/database.ts';
import type { QueryClaim } from '../decide/query-decider.ts';
import {
  claimQueryAgain,
  insertQuery,
  lockQueries,
  retitleQuery,
  reviseQuery,
  takenTitles,
  type QueryRow,
} from './query-row.mysql.ts';
import type { AcceptedFilter } from './read-filter.ts';

export interface SavedQuery {
  queryId: number;
  uuid: string;
  outcome: 'created' | 'changed' | 'unchanged';
  /** Set while this revision is undecided: the caller decides it, or leaves it to the workers. */
  claim: QueryClaim | null;
}

/**
 * The query that a catalog gets (docs/architecture.md, Which query a catalog gets), in this order:
 * the named query when it has that filter already or none is given; the query that has the filter (there is never a second
 * one of one hash); the named query, edited in place; a new query, with the name that was given.
 * @throws RefusedError when neither a filter nor a known uuid is given
 */
export async function saveQuery(
  tx: Tx,
  wanted: { uuid?: string; title?: string | null; filter?: AcceptedFilter },
  claimSeconds: number,
): Promise<SavedQuery> {
  const { filter, title } = wanted;
  const uuid = wanted.uuid?.toLowerCase();
  const rows = await lockQueries(tx, {
    uuids: uuid === undefined ? [] : [uuid],
    hashes: filter === undefined ? [] : [filter.hash],
  });
  const named = rows.find((row) => row.uuid === uuid);
  const same = filter === undefined ? named : rows.find((row) => row.content_filter_hash === filter.hash);

  if (same !== undefined) {
    if (same === named) {
      await retitle(tx, same, title);
    }
    return keep(tx, same, filter, claimSeconds);
  }
  if (filter === undefined) {
    throw new RefusedError('the catalog query does not exist', {
      faults: [
        {
          pointer: '/catalog_query_uuid',
          code: 'unknown_query',
          detail: 'no catalog query has this uuid, and no content_filter is given',
        },
      ],
    });
  }
  if (named !== undefined) {
    await retitle(tx, named, title);
    await reviseQuery(tx, named.id, filter, claimSeconds);
    return { queryId: named.id, uuid: named.uuid, outcome: 'changed', claim: claimOf(named, 1, filter.compiled) };
  }
  const created = uuid ?? randomUUID();
  const free = title === undefined || title === null ? null : await freeTitle(tx, title, null);
  const queryId = await insertQuery(tx, { uuid: created, title: free, filter }, claimSeconds);
  return {
    queryId,
    uuid: created,
    outcome: 'created',
    claim: { queryId, revision: 1, ticket: 1, compiled: JSON.parse(filter.compiled) as object },
  };
}

/** The filter stands already. What its last writer left undecided, or an older compiler made, is claimed again. */
async function keep(
  tx: Tx,
  row: QueryRow,
  filter: AcceptedFilter | undefined,
  claimSeconds: number,
): Promise<SavedQuery> {
  const kept = { queryId: row.id, uuid: row.uuid };
  if (filter !== undefined && filter.compilerVersion !== row.compiler_version) {
    await reviseQuery(tx, row.id, filter, claimSeconds);
    return { ...kept, outcome: 'unchanged', claim: claimOf(row, 1, filter.compiled) };
  }
  if (row.decided_revision === row.revision) {
    return { ...kept, outcome: 'unchanged', claim: null };
  }
  await claimQueryAgain(tx, row.id, claimSeconds);
  return { ...kept, outcome: 'unchanged', claim: claimOf(row, 0, row.compiled) };
}

function claimOf(row: QueryRow, revised: 0 | 1, compiled: string): QueryClaim {
  return {
    queryId: row.id,
    revision: row.revision + revised,
    ticket: row.claim_ticket + 1,
    compiled: JSON.parse(compiled) as object,
  };
}

async function retitle(tx: Tx, row: QueryRow, title: string | null | undefined): Promise<void> {
  if (title !== undefined && title !== null && title !== row.title) {
    const free = await freeTitle(tx, title, row.id);
    // The title that it got because the wanted one was taken: the same request again writes nothing.
    if (free !== row.title) {
      await retitleQuery(tx, row.id, free);
    }
  }
}

/** A new title for a query, made unique when it is taken. */
export async function renameQuery(tx: Tx, queryId: number, title: string): Promise<void> {
  await retitleQuery(tx, queryId, await freeTitle(tx, title, queryId));
}

/** Titles are unique: a taken one gets the first free ` (2)`, ` (3)`, …. */
async function freeTitle(tx: Tx, title: string, exceptId: number | null): Promise<string> {
  for (let first = 1; ; first += 20) {
    const candidates = Array.from({ length: 20 }, (_, index) => {
      const number = first + index;
      const suffix = number === 1 ? '' : ` (${String(number)})`;
      return title.slice(0, 255 - suffix.length) + suffix;
    });
    const taken = await takenTitles(tx, candidates, exceptId);
    const free = candidates.find((candidate) => !taken.has(candidate));
    if (free !== undefined) {
      return free;
    }
  }
}
