import { Type } from 'typebox';
import type { HoldingCatalog, Inclusion } from '../../inclusion/port.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { Replication } from '../../replication/port.ts';
import { contentExamples as examples } from '../examples/content.ts';
import { listPage, readPaging } from '../list-page.ts';
import { route, type Route } from '../route.ts';
import { Uuid, paging } from '../schemas/common.ts';
import { HoldingCatalogListSchema } from '../schemas/customer.ts';

export function holdingCatalogRoutes(deps: { replication: Pick<Replication, 'find'>; inclusion: Inclusion }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/content-metadata/{key}/catalogs',
      id: 'listCatalogsOfContent',
      tag: 'Content',
      summary: 'The catalogs that contain an item, by customer and title',
      description:
        'Where the item, a run of it or its course is a member. Only those of customers that the caller may see.',
      rule: 'signed in',
      rate: 'read',
      parameters: {
        path: Type.Object({ key: Type.String({ description: 'Content key or uuid', minLength: 1 }) }),
        query: Type.Object({
          customer: Type.Optional(Type.String({ ...Uuid, description: 'Only those of this customer' })),
          ...paging,
        }),
      },
      answers: {
        200: {
          description: 'A page of catalogs: 20 unless asked otherwise, at most 100',
          schema: HoldingCatalogListSchema,
        },
      },
      problems: [404],
      examples: examples.catalogs,
      handle: async ({ path, query, customers, ctx }) => {
        const item = await deps.replication.find(path.key, { coerceToCourse: false });
        if (item === undefined) {
          throw new NotFoundError('there is no content with this key or uuid');
        }
        const page = readPaging(query, { usual: 20, largest: 100 });
        const wanted = query.customer?.toLowerCase();
        const of =
          wanted === undefined ? customers : new Set(customers === 'every' || customers.has(wanted) ? [wanted] : []);
        const { count, catalogs } = await deps.inclusion.catalogsWithContent(item.contentKey, {
          customers: of,
          ...page,
        });
        return { status: 200, body: listPage(ctx, page, { count, results: catalogs.map(present) }) };
      },
    }),
  ];
}

function present({ uuid, title, enterpriseUuid, enterpriseName }: HoldingCatalog) {
  return { uuid, title, enterprise_customer: enterpriseUuid, enterprise_customer_name: enterpriseName };
}
