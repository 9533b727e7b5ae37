import { Type } from 'typebox';
import type { Inclusion } from '../../inclusion/port.ts';
import { customerExamples as examples } from '../examples/customers.ts';
import { route, type Route } from '../route.ts';
import { Uuid, answer } from '../schemas/common.ts';
import { askedKeys, contentParameters } from './catalogs.ts';

const tag = 'Customers';
const wantsList = Type.Optional(Type.Boolean({ description: 'Whether to name the catalogs', default: false }));

export function customerRoutes({ inclusion }: { inclusion: Inclusion }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/enterprise-customer/{customer}/contains_content_items/',
      id: 'customerContainsContentItems',
      tag,
      summary: 'Whether a catalog of the customer contains one of these items',
      rule: { anyOf: ['learner', 'admin'], of: 'customer' },
      rate: 'containment',
      parameters: {
        path: Type.Object({ customer: Uuid }),
        query: Type.Object({
          ...contentParameters,
          get_catalogs_containing_specified_content_ids: wantsList,
          get_catalog_list: Type.Optional(Type.Boolean({ description: 'The older name of the same', default: false })),
        }),
      },
      malformedPath: 400,
      answers: {
        200: {
          description: 'Whether one does, and which',
          schema: answer('ContainedInCustomer', {
            contains_content_items: Type.Boolean(),
            catalog_list: Type.Optional(Type.Array(Uuid, { description: 'Oldest first' })),
          }),
        },
      },
      examples: examples.contains,
      handle: async ({ path, query }) => {
        const keys = askedKeys(query);
        const listed = query.get_catalogs_containing_specified_content_ids === true || query.get_catalog_list === true;
        const catalogs = await inclusion.customerCatalogsContaining(path.customer, keys, ...(listed ? [] : [1]));
        return {
          status: 200,
          body: { contains_content_items: catalogs.length > 0, ...(listed ? { catalog_list: catalogs } : {}) },
        };
      },
    }),
  ];
}
