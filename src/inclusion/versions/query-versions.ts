import { isDeepStrictEqual } from 'node:util';
import type { Queryable } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import { parseJson } from '../../kernel/json.ts';
import type { FilterDifference, QueryVersion, QueryVersionDetail, WrittenFilter } from '../port.ts';
import { noQuery } from '../queries/edit-rules.ts';
import { findQueryId, readQueryCustomers } from '../queries/query-row.mysql.ts';
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

/** The filter of a version, as it would be written. @throws NotFoundError */
export async function readFilterOfVersion(on: Queryable, queryUuid: string, version: number): Promise<WrittenFilter> {
  const text = (await readExisting(on, await findQuery(on, queryUuid), version)).content_filter;
  return { text, node: parseJson(text) };
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
