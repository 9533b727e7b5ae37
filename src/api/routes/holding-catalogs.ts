import { Type, type Static } from 'typebox';
import type { HoldingCatalog, Inclusion } from '../../inclusion/port.ts';
import type { Replication } from '../../replication/port.ts';
import { cursorPage } from '../cursor-page.ts';
import { contentExamples as examples } from '../examples/content.ts';
import { findEvenRemoved, noContent } from '../find-even-removed.ts';
import { placeCursor, placePaging } from '../place-cursor.ts';
import { route, type Route, type RouteRequest } from '../route.ts';
import { Uuid, notModified, nullable } from '../schemas/common.ts';
import { HoldingCatalogListSchema } from '../schemas/customer.ts';

const cursors = placeCursor(
  Type.Object(
    { customerName: nullable(Type.String()), enterpriseUuid: Uuid, title: Type.String(), id: Type.Integer() },
    { additionalProperties: false },
  ),
);
/** Queries without catalogs that are shown. */
const mostUnused = 100;

export function holdingCatalogRoutes(deps: { replication: Pick<Replication, 'find'>; inclusion: Inclusion }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/content-metadata/{key}/catalogs',
      id: 'listCatalogsOfContent',
      tag: 'Content',
      summary: 'The catalogs that contain an item, by customer and title',
      description:
        'Where the item, a run of it or its course is a member, each with the query by which it is. Only those of customers that the ' +
        'caller may see. A removed item is found while a catalog still contains it, as when its removal is held back.',
      rule: 'signed in',
      rate: 'read',
      parameters: {
        path: Type.Object({ key: Type.String({ description: 'Content key or uuid', minLength: 1 }) }),
        query: Type.Object({
          customer: Type.Optional(Type.String({ ...Uuid, description: 'Only those of this customer' })),
          ...placePaging,
        }),
      },
      answers: {
        200: {
          description: 'A page of catalogs: 20 unless asked otherwise, at most 100',
          schema: HoldingCatalogListSchema,
        },
        304: notModified,
      },
      problems: [404],
      examples: examples.catalogs,
      handle: async ({ path, query, customers, caller, ctx }) => {
        const { item, removed } = await findEvenRemoved(deps.replication, path.key);
        const page = cursors.readPage(query, { usual: 20, largest: 100 });
        const { after, offset, limit } = page;
        const wanted = query.customer?.toLowerCase();
        const of =
          wanted === undefined ? customers : new Set(customers === 'every' || customers.has(wanted) ? [wanted] : []);
        const { count, catalogs } = await deps.inclusion.catalogsWithContent(item.contentKey, {
          customers: of,
          after,
          offset,
          limit,
        });
        const asksForUnused =
          caller.grants.admin === 'every' && wanted === undefined && !page.follows && page.page === 1;
        const unused = asksForUnused
          ? await deps.inclusion.unusedQueriesWithContent(item.contentKey, mostUnused)
          : undefined;
        if (removed && count === 0 && (unused?.count ?? 0) === 0) {
          throw noContent();
        }
        const idOf = ({ customerName, enterpriseUuid, title, id }: HoldingCatalog): string =>
          cursors.write({ customerName, enterpriseUuid, title, id });
        const { shown, envelope } = cursorPage(ctx, page, { count, entries: catalogs, idOf });
        return {
          status: 200,
          body: {
            ...envelope,
            results: shown.map((catalog) => present(catalog, caller)),
            removed,
            ...(unused && { queries_without_catalogs: { count: unused.count, results: unused.queries } }),
          },
        };
      },
    }),
  ];
}

function present(
  { uuid, title, enterpriseUuid, customerName, query }: HoldingCatalog,
  { grants }: RouteRequest<never, never, never>['caller'],
): Static<typeof HoldingCatalogListSchema>['results'][number] {
  const administers = [grants.admin, grants.provisioning].some(
    (customers) => customers === 'every' || customers.has(enterpriseUuid),
  );
  return {
    uuid,
    title,
    enterprise_customer: enterpriseUuid,
    enterprise_customer_name: customerName,
    ...(administers ? { catalog_query: query } : {}),
  };
}
