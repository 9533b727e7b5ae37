import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { AuditLog } from '../../kernel/audit.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { ConflictError, NotFoundError } from '../../kernel/errors.ts';
import type { QueryClaim, QueryDecision } from '../decide/query-decider.ts';
import type { CatalogChange, FilterWrite, Membership, NewCatalog, QueryChoice, SavedCatalog, Writer } from '../port.ts';
import { readDatabaseClock } from '../queries/database-clock.mysql.ts';
import { findEqualQuery } from '../queries/query-row.mysql.ts';
import { readFilter, type AcceptedFilter } from '../queries/read-filter.ts';
import { renameQuery, saveQuery, type SavedQuery } from '../queries/save-query.ts';
import { countMembers } from '../contains/contains.mysql.ts';
import { auditCatalog } from './audit-catalog.ts';
import {
  columnsOf,
  insertCatalog,
  lockCatalogs,
  queryColumns,
  readCatalogRow,
  updateCatalogRow,
  type CatalogColumns,
} from './catalog-row.mysql.ts';
import { toCatalog } from './to-catalog.ts';

/** What the service we replace gives a catalog that says nothing about modes. */
export const defaultCourseModes = ['verified', 'professional', 'no-id-professional', 'audit', 'honor'];

export interface SaveCatalogDeps {
  database: Database;
  audit: AuditLog;
  claimSeconds: number;
  /** The moment that `now` in a filter is, ms; the database's own clock unless a test moves it. */
  now: (databaseNow: Date) => number;
  /** Undefined where the decision is left to the workers. */
  decideQuery: (claim: QueryClaim) => Promise<QueryDecision | undefined>;
}

/** See `Inclusion.createCatalog` in port.ts. */
export async function createCatalog(deps: SaveCatalogDeps, catalog: NewCatalog, writer: Writer): Promise<SavedCatalog> {
  const customer = catalog.enterpriseUuid.toLowerCase();
  writer.assertMay(customer);
  const uuid = catalog.uuid?.toLowerCase() ?? randomUUID();
  const filter = await acceptFilter(deps, catalog.query);
  const saved = await deps.database.transaction(
    async (tx) => {
      if ((await lockCatalogs(tx, [uuid])).length > 0) {
        throw new ConflictError(`a catalog with the uuid ${uuid} exists already`);
      }
      const query = await saveQuery(tx, choice(catalog.query, filter), {
        claimSeconds: deps.claimSeconds,
        by: { writer, customer, audit: deps.audit },
      });
      const columns: CatalogColumns = {
        title: catalog.title,
        enterprise_uuid: customer,
        enterprise_name: catalog.enterpriseName,
        enabled_course_modes: JSON.stringify(catalog.enabledCourseModes ?? defaultCourseModes),
        publish_audit_enrollment_urls: catalog.publishAuditEnrollmentUrls ?? false,
        ...queryColumns(undefined, { id: query.queryId, decided: query.claim === null }),
      };
      await insertCatalog(tx, uuid, columns);
      await auditCatalog(tx, { audit: deps.audit, author: writer.author }, uuid, { before: undefined, after: columns });
      return query;
    },
    { retryDuplicates: true },
  );
  return present(deps, uuid, saved, filter);
}

/** See `Inclusion.updateCatalog` in port.ts. */
export async function updateCatalog(
  deps: SaveCatalogDeps,
  uuid: string,
  change: CatalogChange,
  writer: Writer,
): Promise<SavedCatalog> {
  const filter = await acceptFilter(deps, change.query ?? {});
  const saved = await deps.database.transaction((tx) => changeCatalog(tx, deps, { uuid, change, filter, writer }), {
    retryDuplicates: true,
  });
  return present(deps, uuid, saved, filter);
}

/** @throws RefusedError with every fault of the filter */
async function acceptFilter(
  { database, now }: SaveCatalogDeps,
  { filter }: QueryChoice,
): Promise<AcceptedFilter | undefined> {
  return filter === undefined ? undefined : readFilter(filter, now(await readDatabaseClock(database)));
}

interface CatalogWrite {
  uuid: string;
  change: CatalogChange;
  filter: AcceptedFilter | undefined;
  writer: Writer;
}

async function changeCatalog(
  tx: Tx,
  deps: SaveCatalogDeps,
  { uuid, change, filter, writer }: CatalogWrite,
): Promise<SavedQuery | undefined> {
  const [row] = await lockCatalogs(tx, [uuid]);
  if (row === undefined) {
    throw new NotFoundError('there is no catalog with this uuid');
  }
  const before = columnsOf(row);
  const customer = change.enterpriseUuid?.toLowerCase() ?? before.enterprise_uuid;
  writer.assertMay(before.enterprise_uuid);
  writer.assertMay(customer);
  const by = { writer, customer, audit: deps.audit };
  const { uuid: queryUuid, title } = change.query ?? {};
  const isNamed = queryUuid !== undefined || filter !== undefined;
  // A filter without a uuid edits nothing in place: the catalog moves to the query that has it, as in the old service.
  const query = isNamed
    ? await saveQuery(tx, choice(change.query ?? {}, filter), { claimSeconds: deps.claimSeconds, by })
    : undefined;
  if (!isNamed && typeof title === 'string') {
    await renameQuery(tx, before.next_query_id ?? before.query_id, title, by);
  }
  const after: CatalogColumns = {
    title: change.title ?? before.title,
    enterprise_uuid: customer,
    enterprise_name: change.enterpriseName === undefined ? before.enterprise_name : change.enterpriseName,
    enabled_course_modes:
      change.enabledCourseModes === undefined ? before.enabled_course_modes : JSON.stringify(change.enabledCourseModes),
    publish_audit_enrollment_urls: change.publishAuditEnrollmentUrls ?? before.publish_audit_enrollment_urls,
    ...(query === undefined
      ? { query_id: before.query_id, next_query_id: before.next_query_id }
      : queryColumns(before, { id: query.queryId, decided: query.claim === null })),
  };
  if (!isDeepStrictEqual(after, before)) {
    await updateCatalogRow(tx, uuid, after);
    await auditCatalog(tx, { audit: deps.audit, author: writer.author }, uuid, { before, after });
  }
  return query;
}

function choice(query: QueryChoice, filter: AcceptedFilter | undefined): Parameters<typeof saveQuery>[1] {
  return {
    ...(query.uuid === undefined ? {} : { uuid: query.uuid }),
    ...(query.title === undefined ? {} : { title: query.title }),
    ...(filter === undefined ? {} : { filter }),
  };
}

async function present(
  deps: SaveCatalogDeps,
  uuid: string,
  query: SavedQuery | undefined,
  filter: AcceptedFilter | undefined,
): Promise<SavedCatalog> {
  const membership = query === undefined ? undefined : await decide(deps, query);
  const [row, written] = await Promise.all([
    readCatalogRow(deps.database, uuid),
    query === undefined || membership === undefined || filter === undefined
      ? undefined
      : toFilterWrite(deps, { query, filter, membership }),
  ]);
  if (row === undefined) {
    throw new NotFoundError('there is no catalog with this uuid');
  }
  return { catalog: toCatalog(row), ...(written === undefined ? {} : { filter: written }) };
}

/** Decides a query that was saved, unless it is decided already, and tells what that did. */
export async function describeWrite(
  deps: SaveCatalogDeps,
  query: SavedQuery,
  filter: AcceptedFilter,
): Promise<FilterWrite> {
  return toFilterWrite(deps, { query, filter, membership: await decide(deps, query) });
}

async function toFilterWrite(
  { database }: SaveCatalogDeps,
  { query, filter, membership }: { query: SavedQuery; filter: AcceptedFilter; membership: Membership },
): Promise<FilterWrite> {
  const equals = await findEqualQuery(database, filter.fingerprint, query.queryId);
  return { membership, corrections: filter.corrections, unknown: filter.unknown, equals };
}

async function decide(deps: SaveCatalogDeps, query: SavedQuery): Promise<Membership> {
  if (query.claim === null) {
    const matched = await countMembers(deps.database, query.queryId);
    return { state: 'committed', matched, entered: 0, left: 0 };
  }
  const decision = await deps.decideQuery(query.claim);
  return decision?.outcome === 'decided'
    ? { state: 'committed', matched: decision.matched, entered: decision.entered, left: decision.left }
    : { state: 'pending', matched: null, entered: null, left: null };
}
