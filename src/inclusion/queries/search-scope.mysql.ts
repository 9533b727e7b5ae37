import type { Queryable } from '../../kernel/database.ts';
import type { FilterScope, SearchScope } from '../port.ts';
import { sightsOf, type AllowedRunsOfCourse } from './sights.ts';

/** What each member of a scope names. */
const columns = {
  enterpriseUuids: 'c.enterprise_uuid',
  catalogUuids: 'c.uuid',
  queryUuids: 'q.uuid',
  queryTitles: 'q.title',
} as const satisfies Record<keyof FilterScope, string>;

/** What is in some catalogs, as a search asks for it. */
export async function readSearchScope(on: Queryable, scope: FilterScope): Promise<SearchScope> {
  const wanted = (Object.keys(columns) as (keyof FilterScope)[]).flatMap((member) => {
    const values = scope[member];
    const isTitle = member === 'queryTitles';
    return values === undefined
      ? []
      : [{ member, values: isTitle ? values : values.map((uuid) => uuid.toLowerCase()) }];
  });
  // Without any condition this would be every catalog there is.
  if (wanted.length === 0 || wanted.some(({ values }) => values.length === 0)) {
    return { filters: [], contentIds: [], shownIds: [] };
  }
  const rows = await on.rows<{ id: number; compiled: string; restricted_runs: string | null }>(
    `SELECT DISTINCT q.id, q.compiled, q.restricted_runs FROM enterprise_catalog c
     JOIN catalog_query q ON q.id = COALESCE(c.next_query_id, c.query_id)
     WHERE ${wanted.map(({ member }) => `${columns[member]} IN (?)`).join(' AND ')}`,
    wanted.map(({ values }) => values),
  );
  const found = await Promise.all(
    rows.map(({ id, compiled, restricted_runs }) => {
      const filter = JSON.parse(compiled) as object;
      return restricted_runs === null
        ? Promise.resolve({ filter, shown: [] })
        : withSights(on, id, filter, restricted_runs);
    }),
  );
  return {
    filters: found.map(({ filter }) => filter),
    shownIds: found.flatMap(({ shown }) => shown),
    contentIds: await readOthers(
      on,
      rows.map(({ id }) => id),
    ),
  };
}

/** What is found there and matches no filter: what is inherited, courses by their runs, what is or was held back from removal. */
async function readOthers(on: Queryable, queryIds: readonly number[]): Promise<number[]> {
  if (queryIds.length === 0) {
    return [];
  }
  const rows = await on.rows<{ content_id: number }>(
    `SELECT content_id FROM inherited_membership WHERE query_id IN (?)
     UNION SELECT content_id FROM shown_course WHERE query_id IN (?)
     UNION SELECT content_id FROM membership_held WHERE query_id IN (?)
     UNION SELECT d.content_id FROM membership_dropped d
       JOIN membership m ON m.query_id = d.query_id AND m.content_id = d.content_id WHERE d.query_id IN (?)`,
    [queryIds, queryIds, queryIds, queryIds],
  );
  return rows.map(({ content_id }) => content_id);
}

/** The index holds items as everybody sees them: those that the query sees otherwise are in it when they are members. */
async function withSights(
  on: Queryable,
  id: number,
  filter: object,
  restrictedRuns: string,
): Promise<{ filter: object; shown: number[] }> {
  const keys = sightsOf(JSON.parse(restrictedRuns) as AllowedRunsOfCourse[]).map(({ contentKey }) => contentKey);
  const members = await on.rows<{ content_id: number; shown_with: string | null; runs: string }>(
    `SELECT m.content_id, c.shown_with, s.runs FROM query_sight s JOIN content c ON c.content_key = s.content_key
     JOIN membership m ON m.query_id = s.query_id AND m.content_id = c.id WHERE s.query_id = ?`,
    [id],
  );
  return {
    filter: {
      bool: {
        should: [
          { bool: { filter: [filter], must_not: [{ terms: { content_key: keys } }] } },
          { terms: { content_id: members.map(({ content_id }) => content_id) } },
        ],
        minimum_should_match: 1,
      },
    },
    shown: members
      .filter(({ shown_with, runs }) => shown_with !== null && (JSON.parse(runs) as string[]).includes(shown_with))
      .map(({ content_id }) => content_id),
  };
}
