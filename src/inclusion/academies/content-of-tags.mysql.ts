import type { Queryable, SqlValue } from '../../kernel/database.ts';
import type { ContentOfTags, FilterScope } from '../port.ts';
import { inScope } from '../scope/scope-rows.mysql.ts';

/** See `Questions.contentOfTags`. Of academies that the scope names only those count that have a catalog in it. */
export async function readContentOfTags(
  on: Pick<Queryable, 'rows'>,
  scope: FilterScope | undefined,
  titles?: readonly string[],
): Promise<ContentOfTags> {
  const within = scope === undefined ? undefined : inScope(scope);
  if ((scope !== undefined && within === undefined) || titles?.length === 0) {
    return new Map();
  }
  const named = scope?.academyUuids?.map((uuid) => uuid.toLowerCase());
  const conditions: [string, SqlValue[]][] = [
    ...(named === undefined ? [] : [['a.uuid IN (?)', [named]] satisfies [string, SqlValue[]]]),
    ...(within === undefined
      ? []
      : [
          [
            `a.id IN (SELECT l.academy_id FROM ${within.from} JOIN academy_catalog l ON l.catalog_id = c.id WHERE ${within.where})`,
            within.values,
          ] satisfies [string, SqlValue[]],
        ]),
    ...(titles === undefined ? [] : [['t.title IN (?)', [titles]] satisfies [string, SqlValue[]]]),
  ];
  const rows = await on.rows<{ title: string; content_key: string | null }>(
    `SELECT DISTINCT t.title, k.content_key FROM academy a JOIN academy_tag u ON u.academy_id = a.id
     JOIN tag t ON t.id = u.tag_id LEFT JOIN tag_content k ON k.tag_id = t.id
     ${conditions.length === 0 ? '' : `WHERE ${conditions.map(([condition]) => condition).join(' AND ')}`}
     ORDER BY t.title, k.content_key`,
    conditions.flatMap(([, values]) => values),
  );
  return new Map(
    [...Map.groupBy(rows, ({ title }) => title)].map(([title, some]) => [
      title,
      some.flatMap(({ content_key: key }) => (key === null ? [] : [key])),
    ]),
  );
}
