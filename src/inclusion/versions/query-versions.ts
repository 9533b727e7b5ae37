import { isDeepStrictEqual } from 'node:util';
import type { AuditLog } from '../../kernel/audit.ts';
import type { Database, Queryable } from '../../kernel/database.ts';
import { ConflictError, NotFoundError } from '../../kernel/errors.ts';
import { parseJson } from '../../kernel/json.ts';
import type { FilterDifference, QueryVersion, QueryVersionDetail, Writer } from '../port.ts';
import { findQueryId, readQueryCustomers, lockQueries } from '../queries/query-row.mysql.ts';
import { readDatabaseClock } from '../queries/database-clock.mysql.ts';
import { readFilter, type AcceptedFilter } from '../queries/read-filter.ts';
import { saveQuery, type SavedQuery } from '../queries/save-query.ts';
import { listVersionRows, readVersionRow, type VersionRow } from './version-row.mysql.ts';

/** See `Inclusion.queryCustomers` in port.ts. */
export async function readCustomersOfQuery(on: Queryable, queryUuid: string): Promise<string[]> {
  return readQueryCustomers(on, await findQuery(on, queryUuid));
}

/** See `Inclusion.listQueryVersions` in port.ts. */
export async function listVersions(
  on: Queryable,
  queryUuid: string,
  options: { before: number; limit: number },
): Promise<QueryVersion[]> {
  const queryId = await findQuery(on, queryUuid);
  return (await listVersionRows(on, queryId, options)).map(toVersion);
}

/** See `Inclusion.readQueryVersion` in port.ts. */
export async function readVersion(
  on: Queryable,
  queryUuid: string,
  options: { version: number; against?: number },
): Promise<QueryVersionDetail> {
  const queryId = await findQuery(on, queryUuid);
  const row = await readExisting(on, queryId, options.version);
  const contentFilter = filterOf(row);
  const other = options.against === undefined ? undefined : await readExisting(on, queryId, options.against);
  return {
    ...toVersion(row),
    contentFilter,
    ...(other === undefined ? {} : { difference: compare(filterOf(other), contentFilter) }),
  };
}

/**
 * Makes the filter of a version the query's filter again: an edit in place, under the rules of one.
 * @returns what was saved, for the caller to decide
 */
export async function restoreVersion(
  deps: { database: Database; audit: AuditLog; claimSeconds: number; now: (databaseNow: Date) => number },
  queryUuid: string,
  { version, writer }: { version: number; writer: Writer },
): Promise<{ saved: SavedQuery; filter: AcceptedFilter }> {
  return deps.database.transaction(async (tx) => {
    const [query] = await lockQueries(tx, { uuids: [queryUuid], hashes: [] });
    const customers = query === undefined ? [] : await readQueryCustomers(tx, query.id);
    if (query === undefined) {
      throw noQuery();
    }
    // Where nobody uses it, only who may write for every customer may edit it.
    for (const customer of customers.length === 0 ? [''] : customers) {
      writer.assertMay(customer);
    }
    const text = (await readExisting(tx, query.id, version)).content_filter;
    const filter = readFilter({ text, node: parseJson(text) }, deps.now(await readDatabaseClock(tx)));
    const holder = (await lockQueries(tx, { uuids: [], hashes: [filter.hash] })).find(({ id }) => id !== query.id);
    if (holder !== undefined) {
      throw new ConflictError(`the catalog query ${holder.uuid} has this content_filter now`);
    }
    const saved = await saveQuery(
      tx,
      { uuid: queryUuid, filter },
      { claimSeconds: deps.claimSeconds, by: { writer, customer: customers[0] ?? null, audit: deps.audit } },
    );
    return { saved, filter };
  });
}

async function findQuery(on: Queryable, queryUuid: string): Promise<number> {
  const id = await findQueryId(on, queryUuid);
  if (id === undefined) {
    throw noQuery();
  }
  return id;
}

async function readExisting(on: Queryable, queryId: number, version: number): Promise<VersionRow> {
  const row = await readVersionRow(on, queryId, version);
  if (row === undefined) {
    throw new NotFoundError(`this catalog query has no version ${String(version)}`);
  }
  return row;
}

function noQuery(): NotFoundError {
  return new NotFoundError('there is no catalog query with this uuid');
}

function toVersion({
  revision,
  content_filter_hash,
  title,
  author,
  at,
}: Omit<VersionRow, 'content_filter'>): QueryVersion {
  return { version: revision, contentFilterHash: content_filter_hash, title, author, at };
}

function filterOf({ content_filter }: VersionRow): Record<string, unknown> {
  return JSON.parse(content_filter) as Record<string, unknown>;
}

/** Entries that differ, by name. */
function compare(before: Record<string, unknown>, after: Record<string, unknown>): FilterDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .map((name) => ({ entry: name, before: before[name] ?? null, after: after[name] ?? null }));
}
