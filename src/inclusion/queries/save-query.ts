import { randomUUID } from 'node:crypto';
import type { Tx } from '../../kernel/database.ts';
import { RefusedError } from '../../kernel/errors.ts';
import type { QueryClaim } from '../decide/query-decider.ts';
import type { Registrable } from '../percolator/percolator.ts';
import { recordVersion } from '../versions/record-version.mysql.ts';
import { registrable, registrableOf } from './registrable.ts';
import { claimQueryAgain, insertQuery, lockQueries, lockQuery, reviseQuery, type QueryRow } from './query-row.mysql.ts';
import { freeTitle, retitle } from './query-title.ts';
import { auditQuery, coveredCustomers, type QueryWriting } from './query-writing.ts';
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
 * one of one hash); the named query, edited in place, if the writer covers all who share it; a new query, with the name that was
 * given unless that is taken.
 * @param options.isAskedFor of an import: what it removes is meant
 * @throws RefusedError when neither a filter nor a known uuid is given
 */
export async function saveQuery(
  tx: Tx,
  wanted: { uuid?: string; title?: string | null; filter?: AcceptedFilter },
  { claimSeconds, by, isAskedFor }: { claimSeconds: number; by: QueryWriting; isAskedFor?: boolean },
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
    if (same === named && typeof title === 'string') {
      await rename(tx, same, title, by);
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
  const customers = named === undefined ? undefined : await coveredCustomers(tx, named.id, by);
  if (named !== undefined && customers !== undefined) {
    const after = typeof title === 'string' ? await retitle(tx, named, title) : named.title;
    await reviseQuery(tx, named, filter, claimSeconds);
    await recordVersion(tx, named.id, { author: by?.writer.author.name ?? null, isAskedFor });
    await auditQuery(
      tx,
      by,
      { uuid: named.uuid, customers },
      {
        action: 'update',
        before: { title: named.title, hash: named.content_filter_hash },
        after: { title: after, hash: filter.hash },
      },
    );
    return { queryId: named.id, uuid: named.uuid, outcome: 'changed', claim: claimOf(named, 1, registrable(filter)) };
  }
  const created = named === undefined && uuid !== undefined ? uuid : randomUUID();
  const free = typeof title === 'string' ? await freeTitle(tx, title, null) : null;
  const queryId = await insertQuery(tx, { uuid: created, title: free, filter }, claimSeconds);
  await recordVersion(tx, queryId, { author: by?.writer.author.name ?? null, isAskedFor });
  await auditQuery(
    tx,
    by,
    { uuid: created, customers: [] },
    { action: 'create', before: null, after: { title: free, hash: filter.hash } },
  );
  return {
    queryId,
    uuid: created,
    outcome: 'created',
    claim: { queryId, revision: 1, ticket: 1, ...registrable(filter) },
  };
}

/** Another title for a catalog's query, made unique when it is taken. Left alone where others share the query. */
export async function renameQuery(tx: Tx, queryId: number, title: string, by: QueryWriting): Promise<void> {
  const row = await lockQuery(tx, queryId);
  if (row !== undefined) {
    await rename(tx, row, title, by);
  }
}

async function rename(tx: Tx, row: QueryRow, title: string, by: QueryWriting): Promise<void> {
  const customers = title === row.title ? undefined : await coveredCustomers(tx, row.id, by);
  if (customers === undefined) {
    return;
  }
  const hash = row.content_filter_hash;
  const after = await retitle(tx, row, title);
  await auditQuery(
    tx,
    by,
    { uuid: row.uuid, customers },
    { action: 'rename', before: { title: row.title, hash }, after: { title: after, hash } },
  );
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
    await reviseQuery(tx, row, filter, claimSeconds);
    return { ...kept, outcome: 'unchanged', claim: claimOf(row, 1, registrable(filter)) };
  }
  if (row.decided_revision === row.revision) {
    return { ...kept, outcome: 'unchanged', claim: null };
  }
  await claimQueryAgain(tx, row.id, claimSeconds);
  return { ...kept, outcome: 'unchanged', claim: claimOf(row, 0, registrableOf(row)) };
}

function claimOf(row: QueryRow, revised: 0 | 1, filter: Registrable): QueryClaim {
  return {
    queryId: row.id,
    revision: row.revision + revised,
    ticket: row.claim_ticket + 1,
    ...filter,
  };
}
