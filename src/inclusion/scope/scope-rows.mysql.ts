import type { Queryable } from '../../kernel/database.ts';
import type { FilterScope } from '../port.ts';

export type Reads = Pick<Queryable, 'rows'>;

/** What each member of a scope asks of a catalog `c` and of the query `q` that it uses, or is moving to. */
const conditions = {
  enterpriseUuids: 'c.enterprise_uuid IN (?)',
  catalogUuids: 'c.uuid IN (?)',
  queryUuids: 'q.uuid IN (?)',
  queryTitles: 'q.title IN (?)',
  academyUuids: `c.id IN (SELECT ac.catalog_id FROM academy_catalog ac JOIN academy a ON a.id = ac.academy_id
    WHERE a.uuid IN (?))`,
} as const satisfies Record<keyof FilterScope, string>;

const catalogsAndQueries = 'enterprise_catalog c JOIN catalog_query q ON q.id = COALESCE(c.next_query_id, c.query_id)';

/** What says whether `c` and `q` of a join are in a scope; undefined where nothing is: without any condition it would be every catalog. */
export function inScope(
  scope: FilterScope,
): { from: string; where: string; values: (readonly string[])[] } | undefined {
  const wanted = (Object.keys(conditions) as (keyof FilterScope)[]).flatMap((member) => {
    const values = scope[member];
    const isTitle = member === 'queryTitles';
    return values === undefined
      ? []
      : [{ member, values: isTitle ? values : values.map((uuid) => uuid.toLowerCase()) }];
  });
  return wanted.length === 0 || wanted.some(({ values }) => values.length === 0)
    ? undefined
    : {
        from: catalogsAndQueries,
        where: wanted.map(({ member }) => conditions[member]).join(' AND '),
        values: wanted.map(({ values }) => values),
      };
}

/** A query of a scope, and what tells whether what is known of it still holds. */
export interface ScopeQueryRow {
  id: number;
  revision: number;
  revised_at: Date;
  /** Of what is inherited and shown in it; null: never any. */
  version: number | null;
  /** Whether something is, or was, held back from removal in it. */
  held: 0 | 1;
}

/** The queries of the catalogs in a scope, each once. */
export async function readScopeQueries(on: Reads, scope: FilterScope): Promise<ScopeQueryRow[]> {
  const within = inScope(scope);
  if (within === undefined) {
    return [];
  }
  return on.rows<ScopeQueryRow>(
    `SELECT q.id, q.revision, q.revised_at, v.version,
       EXISTS (SELECT 1 FROM membership_held h WHERE h.query_id = q.id)
         OR EXISTS (SELECT 1 FROM membership_dropped d WHERE d.query_id = q.id) AS held
     FROM (SELECT DISTINCT q.id FROM ${within.from} WHERE ${within.where}) found
     JOIN catalog_query q ON q.id = found.id LEFT JOIN derived_version v ON v.query_id = q.id ORDER BY q.id`,
    within.values,
  );
}

export interface ScopeFilterRow {
  id: number;
  compiled: string;
  restricted_runs: string | null;
}

export function readScopeFilters(on: Reads, queryIds: readonly number[]): Promise<ScopeFilterRow[]> {
  return on.rows<ScopeFilterRow>('SELECT id, compiled, restricted_runs FROM catalog_query WHERE id IN (?)', [queryIds]);
}

/** What is inherited in these queries, and courses by their runs: [query id, content id]. */
export async function readDerived(on: Reads, queryIds: readonly number[]): Promise<[number, number][]> {
  const rows = await on.rows<{ query_id: number; content_id: number }>(
    `SELECT query_id, content_id FROM inherited_membership WHERE query_id IN (?)
     UNION ALL SELECT query_id, content_id FROM shown_course WHERE query_id IN (?)`,
    [queryIds, queryIds],
  );
  return rows.map(({ query_id, content_id }) => [query_id, content_id]);
}

/** What is, or was, held back from removal in these queries and is a member still; ids of content. */
export async function readHeld(on: Reads, queryIds: readonly number[]): Promise<number[]> {
  const rows = await on.rows<{ content_id: number }>(
    `SELECT content_id FROM membership_held WHERE query_id IN (?)
     UNION SELECT d.content_id FROM membership_dropped d
       JOIN membership m ON m.query_id = d.query_id AND m.content_id = d.content_id WHERE d.query_id IN (?)`,
    [queryIds, queryIds],
  );
  return rows.map(({ content_id }) => content_id);
}

/** A member that a query sees otherwise than everybody. */
export interface SeenMemberRow {
  content_id: number;
  /** The restricted run for which learners are shown it, where there is one. */
  shown_with: string | null;
  /** The runs that the query allows of it, as JSON. */
  runs: string;
}

export function readSeenMembers(on: Reads, queryId: number): Promise<SeenMemberRow[]> {
  return on.rows<SeenMemberRow>(
    `SELECT m.content_id, c.shown_with, s.runs FROM query_sight s JOIN content c ON c.content_key = s.content_key
     JOIN membership m ON m.query_id = s.query_id AND m.content_id = c.id WHERE s.query_id = ?`,
    [queryId],
  );
}
