import { Type } from 'typebox';
import type { ChangesPage, ChangesScope, Inclusion } from '../../inclusion/port.ts';
import { historyExamples as examples } from '../examples/history.ts';
import { route, type Route } from '../route.ts';
import { Uuid, notModified } from '../schemas/common.ts';
import { ChangesSchema } from '../schemas/history.ts';

const tag = 'Changes';
const query = Type.Object({
  since: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 300,
      description:
        'The token `next` of the page before; `now` for the end of the feed; left out, the oldest that is kept',
    }),
  ),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 999_999_999, default: 100, description: 'Changes of a page, at most 1,000' }),
  ),
});
const description =
  'Direct members that entered and left, in the order of the commits. To follow: ask `since=now`, read the content, then go on with `next` for ever. ' +
  'After a `baseline` (a query was evaluated for the first time) or `catalog` (a catalog is new, or has another query) read the ' +
  'content of that query or catalog anew. A token that is too old is answered 410, one of another feed 400.';
const answers = {
  200: { description: 'A page of changes, at most 10,000 keys', schema: ChangesSchema },
  304: notModified,
};

export function changesRoutes({ inclusion }: { inclusion: Inclusion }): Route[] {
  const read = async (scope: ChangesScope, { since, limit = 100 }: { since?: string; limit?: number }) => ({
    status: 200 as const,
    body: present(await inclusion.changes(scope, { since, limit: Math.min(limit, 1_000) })),
  });
  return [
    route({
      method: 'get',
      path: '/api/v1/enterprise-catalogs/{uuid}/changes/',
      id: 'listCatalogChanges',
      tag,
      summary: 'What entered and left a catalog',
      description,
      rule: { anyOf: ['admin', 'provisioning'], of: 'handler' },
      rate: 'read',
      parameters: { path: Type.Object({ uuid: Uuid }), query },
      answers,
      problems: [410],
      examples: examples.catalogChanges,
      handle: async ({ path, query, assertMay }) => {
        assertMay(await inclusion.catalogCustomer(path.uuid));
        return read({ catalogUuid: path.uuid.toLowerCase() }, query);
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/enterprise-customer/{customer}/changes/',
      id: 'listCustomerChanges',
      tag,
      summary: 'What entered and left the queries of a customer’s catalogs',
      description,
      rule: { anyOf: ['admin', 'provisioning'], of: 'customer' },
      rate: 'read',
      parameters: { path: Type.Object({ customer: Uuid }), query },
      malformedPath: 400,
      answers,
      problems: [410],
      examples: examples.customerChanges,
      handle: ({ path, query }) => read({ enterpriseUuid: path.customer.toLowerCase() }, query),
    }),
    route({
      method: 'get',
      path: '/api/v1/changes/',
      id: 'listChanges',
      tag,
      summary: 'What entered and left every query',
      description,
      rule: { anyOf: ['admin'], of: 'every' },
      rate: 'read',
      parameters: { query },
      answers,
      problems: [410],
      examples: examples.changes,
      handle: ({ query }) => read('all', query),
    }),
  ];
}

function present({ changes, next, more }: ChangesPage) {
  return {
    changes: changes.map(({ kind, cause, at, queryUuid, catalogUuid, members, entered, left }) => ({
      kind,
      cause,
      at: at.toISOString(),
      catalog_query_uuid: queryUuid,
      catalog_uuid: catalogUuid,
      members,
      entered,
      left,
    })),
    next,
    more,
  };
}
