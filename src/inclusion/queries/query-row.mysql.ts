import type { Queryable, SqlValue, Tx } from '../../kernel/database.ts';
import type { Cause } from '../history/record-changes.mysql.ts';
import type { UnknownEntry } from '../port.ts';
import { sightsOf, type AllowedRunsOfCourse } from './sights.ts';
import { writeSights } from './sights.mysql.ts';

export interface QueryRow {
  id: number;
  uuid: string;
  title: string | null;
  content_filter_hash: string;
  compiler_version: number;
  compiled: string;
  uses_text: number;
  restricted_runs: string | null;
  revision: number;
  decided_revision: number;
  claim_ticket: number;
}

const columns =
  'id, uuid, title, content_filter_hash, compiler_version, compiled, uses_text, restricted_runs, revision, decided_revision, claim_ticket';

/** Locks the queries that have one of these uuids or hashes, in the order of their ids. */
export async function lockQueries(
  tx: Tx,
  find: { uuids: readonly string[]; hashes: readonly string[] },
): Promise<QueryRow[]> {
  const ids = await tx.rows<{ id: number }>(
    `SELECT id FROM catalog_query WHERE uuid IN (?) UNION SELECT id FROM catalog_query WHERE content_filter_hash IN (?)`,
    [find.uuids.length === 0 ? [''] : find.uuids, find.hashes.length === 0 ? [''] : find.hashes],
  );
  if (ids.length === 0) {
    return [];
  }
  return tx.rows<QueryRow>(`SELECT ${columns} FROM catalog_query WHERE id IN (?) ORDER BY id FOR UPDATE`, [
    ids.map(({ id }) => id),
  ]);
}

export async function lockQuery(tx: Tx, id: number): Promise<QueryRow | undefined> {
  const [row] = await tx.rows<QueryRow>(`SELECT ${columns} FROM catalog_query WHERE id = ? FOR UPDATE`, [id]);
  return row;
}

/** The customers whose catalogs use a query, or move to it. */
export async function readQueryCustomers(tx: Queryable, id: number): Promise<string[]> {
  const rows = await tx.rows<{ enterprise_uuid: string }>(
    `SELECT enterprise_uuid FROM enterprise_catalog WHERE query_id = ?
     UNION SELECT enterprise_uuid FROM enterprise_catalog WHERE next_query_id = ?`,
    [id, id],
  );
  return rows.map(({ enterprise_uuid }) => enterprise_uuid);
}

export async function findQueryId(on: Queryable, uuid: string): Promise<number | undefined> {
  const [row] = await on.rows<{ id: number }>('SELECT id FROM catalog_query WHERE uuid = ?', [uuid]);
  return row?.id;
}

/** Id → uuid, which never changes. */
export async function readQueryUuids(on: Queryable, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await on.rows<{ id: number; uuid: string }>('SELECT id, uuid FROM catalog_query WHERE id IN (?)', [ids]);
  return new Map(rows.map(({ id, uuid }) => [id, uuid]));
}

/** The values of a query that its filter determines. */
export interface FilterColumns {
  contentFilter: string;
  hash: string;
  fingerprint: string;
  compiled: string;
  compilerVersion: number;
  /** `include_learner_pathways`: whether pathways may be members, directly or by inheritance. */
  includesPathways: boolean;
  usesText: boolean;
  /** Null where nothing moves with the clock; `asOf` is what `now` is in `compiled`, ms, `bounds` a JSON list of `RelativeBound`. */
  moving: { asOf: number; bounds: string } | null;
  /** Entries that `contentFilter` does not have although they were written. */
  unknown: readonly UnknownEntry[];
  /** Restricted runs that the query sees, by course. */
  restrictedRuns: readonly AllowedRunsOfCourse[];
}

/** Those of the columns that change with what the filter is compiled to. */
const compiledColumns =
  'fingerprint = ?, compiled = ?, compiler_version = ?, includes_pathways = ?, uses_text = ?, as_of = ?, relative_bounds = ?';

/** Null for most; the mark by which operators find the others. */
function unknownEntries({ unknown }: FilterColumns): string | null {
  return unknown.length === 0 ? null : JSON.stringify(unknown);
}

function restrictedRuns({ restrictedRuns: runs }: FilterColumns): string | null {
  return runs.length === 0 ? null : JSON.stringify(runs);
}

function compiledValues(filter: FilterColumns): SqlValue[] {
  const { moving } = filter;
  return [
    filter.fingerprint,
    filter.compiled,
    filter.compilerVersion,
    filter.includesPathways,
    filter.usesText,
    moving === null ? null : new Date(moving.asOf),
    moving?.bounds ?? null,
  ];
}

/** Revision 1, claimed for the writer. A uuid, hash or title that another writer took first throws 1062. */
export async function insertQuery(
  tx: Tx,
  query: { uuid: string; title: string | null; filter: FilterColumns },
  claimSeconds: number,
): Promise<number> {
  const { insertId } = await tx.run(
    `INSERT INTO catalog_query SET uuid = ?, title = ?, content_filter = ?, content_filter_hash = ?, unknown_entries = ?, restricted_runs = ?,
       ${compiledColumns}, revision = 1, revised_at = UTC_TIMESTAMP(3), due_at = UTC_TIMESTAMP(3) + INTERVAL ? SECOND,
       created_at = UTC_TIMESTAMP(3), modified_at = UTC_TIMESTAMP(3)`,
    [
      query.uuid,
      query.title,
      query.filter.contentFilter,
      query.filter.hash,
      unknownEntries(query.filter),
      restrictedRuns(query.filter),
      ...compiledValues(query.filter),
      claimSeconds,
    ],
  );
  if (query.filter.restrictedRuns.length > 0) {
    await writeSights(tx, insertId, sightsOf(query.filter.restrictedRuns));
  }
  return insertId;
}

/** A new filter: a new revision, claimed for the writer. */
export async function reviseQuery(
  tx: Tx,
  { id, restricted_runs }: Pick<QueryRow, 'id' | 'restricted_runs'>,
  filter: FilterColumns,
  claimSeconds: number,
): Promise<void> {
  await tx.later(
    `UPDATE catalog_query SET content_filter = ?, content_filter_hash = ?, unknown_entries = ?, restricted_runs = ?,
       ${compiledColumns}, revision = revision + 1, revised_at = UTC_TIMESTAMP(3), due_at = UTC_TIMESTAMP(3) + INTERVAL ? SECOND, attempts = 0,
       last_error = NULL, claim_ticket = claim_ticket + 1, modified_at = UTC_TIMESTAMP(3) WHERE id = ?`,
    [
      filter.contentFilter,
      filter.hash,
      unknownEntries(filter),
      restrictedRuns(filter),
      ...compiledValues(filter),
      claimSeconds,
      id,
    ],
  );
  if (restricted_runs !== null || filter.restrictedRuns.length > 0) {
    await writeSights(tx, id, sightsOf(filter.restrictedRuns));
  }
}

export interface StoredFilter {
  id: number;
  content_filter: string;
  compiled: string;
  /** Null where nothing moves with the clock. */
  as_of: Date | null;
}

/** Whether a compiler before this version made some; without a lock, since most often there are none. */
export async function hasOlderFilters(on: Queryable, compilerVersion: number): Promise<boolean> {
  const rows = await on.rows('SELECT id FROM catalog_query WHERE compiler_version < ? LIMIT 1', [compilerVersion]);
  return rows.length > 0;
}

/** Takes up to `limit` filters that a compiler before this version made. */
export function lockOlderFilters(tx: Tx, compilerVersion: number, limit: number): Promise<StoredFilter[]> {
  return tx.rows<StoredFilter>(
    'SELECT id, content_filter, compiled, as_of FROM catalog_query WHERE compiler_version < ? ORDER BY id LIMIT ? FOR UPDATE',
    [compilerVersion, limit],
  );
}

/**
 * The same filter, compiled otherwise: a new revision, claimed for `claimSeconds`. Its author has modified nothing. One that was waiting
 * to be decided keeps the cause of that.
 */
export async function reviseCompiled(
  tx: Tx,
  id: number,
  filter: FilterColumns,
  { cause, claimSeconds }: { cause: Cause; claimSeconds: number },
): Promise<void> {
  await tx.later(
    `UPDATE catalog_query SET ${compiledColumns}, change_cause = IF(decided_revision = revision, ?, change_cause), revision = revision + 1, revised_at = UTC_TIMESTAMP(3),
       due_at = UTC_TIMESTAMP(3) + INTERVAL ? SECOND, attempts = 0, last_error = NULL, claim_ticket = claim_ticket + 1
     WHERE id = ?`,
    [...compiledValues(filter), cause, claimSeconds, id],
  );
}

/** What follows from the filter is written as it is to be, at the revision that the row has. */
export async function restoreCompiled(tx: Tx, id: number, filter: FilterColumns): Promise<void> {
  await tx.later(`UPDATE catalog_query SET restricted_runs = ?, ${compiledColumns} WHERE id = ?`, [
    restrictedRuns(filter),
    ...compiledValues(filter),
    id,
  ]);
  await writeSights(tx, id, sightsOf(filter.restrictedRuns));
}

/** What the filter was compiled to is what this version of the compiler makes of it. */
export async function markCompiled(tx: Tx, id: number, compilerVersion: number): Promise<void> {
  await tx.later('UPDATE catalog_query SET compiler_version = ? WHERE id = ?', [compilerVersion, id]);
}

export async function claimQueryAgain(tx: Tx, id: number, claimSeconds: number): Promise<void> {
  await tx.later(
    `UPDATE catalog_query SET due_at = UTC_TIMESTAMP(3) + INTERVAL ? SECOND, claim_ticket = claim_ticket + 1 WHERE id = ?`,
    [claimSeconds, id],
  );
}

export async function retitleQuery(tx: Tx, id: number, title: string): Promise<void> {
  await tx.later('UPDATE catalog_query SET title = ?, modified_at = UTC_TIMESTAMP(3) WHERE id = ?', [title, id]);
}

/** @returns the titles of other queries that equal one of these */
export async function takenTitles(
  on: Queryable,
  titles: readonly string[],
  exceptId: number | null,
): Promise<Set<string>> {
  const rows = await on.rows<{ title: string }>('SELECT title FROM catalog_query WHERE title IN (?) AND id <> ?', [
    titles,
    exceptId ?? 0,
  ]);
  return new Set(rows.map(({ title }) => title));
}

/** Another query of the same meaning, the oldest one. */
export async function findEqualQuery(on: Queryable, fingerprint: string, exceptId: number): Promise<string | null> {
  const [row] = await on.rows<{ uuid: string }>(
    'SELECT uuid FROM catalog_query WHERE fingerprint = ? AND id <> ? ORDER BY id LIMIT 1',
    [fingerprint, exceptId],
  );
  return row?.uuid ?? null;
}

/** The queries that exist, by uuid. */
export async function readQueryIds(
  on: Queryable,
  uuids: readonly string[],
): Promise<Map<string, { id: number; decided: boolean }>> {
  const rows = await on.rows<{ id: number; uuid: string; decided: number }>(
    'SELECT id, uuid, revision = decided_revision AS decided FROM catalog_query WHERE uuid IN (?) LOCK IN SHARE MODE',
    [uuids],
  );
  return new Map(rows.map(({ id, uuid, decided }) => [uuid, { id, decided: decided === 1 }]));
}
