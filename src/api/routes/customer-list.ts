import { Type } from 'typebox';
import type { Inclusion } from '../../inclusion/port.ts';
import { customerExamples as examples } from '../examples/customers.ts';
import { listPage, readPaging } from '../list-page.ts';
import { route, type Route } from '../route.ts';
import { paging } from '../schemas/common.ts';
import { CustomerListSchema } from '../schemas/customer.ts';

export function customerListRoutes({ inclusion }: { inclusion: Inclusion }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/customers',
      id: 'listCustomers',
      tag: 'Customers',
      summary: 'Customers, by name',
      description: 'Those that were imported or own a catalog. Only those that the caller may see.',
      rule: 'signed in',
      rate: 'search',
      parameters: {
        query: Type.Object({
          q: Type.Optional(
            Type.String({ maxLength: 255, description: 'A part of the name, or the beginning of the uuid' }),
          ),
          ...paging,
        }),
      },
      answers: {
        200: { description: 'A page of customers: 20 unless asked otherwise, at most 100', schema: CustomerListSchema },
      },
      problems: [404],
      examples: examples.list,
      handle: async ({ query, customers, ctx }) => {
        const page = readPaging(query, { usual: 20, largest: 100 });
        const { count, customers: results } = await inclusion.listCustomers({
          customers,
          ...(query.q === undefined ? {} : { text: query.q }),
          ...page,
        });
        return { status: 200, body: listPage(ctx, page, { count, results }) };
      },
    }),
  ];
}
