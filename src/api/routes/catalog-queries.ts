import { Type } from 'typebox';
import type { Caller } from '../../access/port.ts';
import type { Inclusion, QueryName, StoredQuery } from '../../inclusion/port.ts';
import type { Customers } from '../../kernel/customers.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import { cursorPage, cursorPaging, readCursorPage } from '../cursor-page.ts';
import { queryExamples as examples } from '../examples/queries.ts';
import { route, type Route, type RouteRequest } from '../route.ts';
import { StoredQueryListSchema, StoredQuerySchema } from '../schemas/catalog-content.ts';
import { Uuid, answer, notModified, uuidPattern } from '../schemas/common.ts';

const base = '/api/v1/catalog-queries/';
const tag = 'Catalog queries';
const shared = { tag, rule: { anyOf: ['admin'], of: 'rows' }, rate: 'read' } as const;
const one = { 200: { description: 'The query', schema: StoredQuerySchema }, 304: notModified };

type Asker = Pick<RouteRequest<unknown, unknown, unknown>, 'caller' | 'customers' | 'assertMay'>;

/** Saved filters, each as its customers wrote it. */
export function catalogQueryRoutes({ inclusion }: { inclusion: Inclusion }): Route[] {
  const find = async (named: QueryName, { caller, customers, assertMay }: Asker) => {
    const visible = visibleTo(caller, customers);
    const query = await inclusion.findQuery(named, visible);
    if (query === undefined) {
      if (visible !== 'every') {
        // What is not there is as closed as what is another's.
        assertMay('');
      }
      throw new NotFoundError('there is no such catalog query');
    }
    return { status: 200 as const, body: present(query) };
  };
  return [
    route({
      ...shared,
      method: 'get',
      path: base,
      id: 'listCatalogQueries',
      summary: 'Saved filters, oldest first',
      description: 'Only those that catalogs of the caller’s customers use; all of them for the platform’s staff.',
      parameters: { query: Type.Object(cursorPaging) },
      answers: {
        200: {
          description: 'A page of queries: 10 unless asked otherwise, at most 100',
          schema: StoredQueryListSchema,
        },
        304: notModified,
      },
      problems: [404],
      examples: examples.list,
      handle: async ({ query, caller, customers, ctx }) => {
        const page = readCursorPage(query, { usual: 10, largest: 100 });
        const { count, queries } = await inclusion.listQueries({ customers: visibleTo(caller, customers), ...page });
        const { shown, envelope, numbers } = cursorPage(ctx, page, { count, entries: queries, idOf: ({ id }) => id });
        return { status: 200, body: { ...envelope, ...numbers, results: shown.map(present) } };
      },
    }),
    route({
      ...shared,
      method: 'get',
      path: `${base}get_query_by_hash/`,
      id: 'getQueryByHash',
      summary: 'The saved filter of a hash',
      parameters: {
        query: Type.Object({
          hash: Type.String({ pattern: '^[0-9a-fA-F]{32}$', description: '`content_filter_hash` of the query' }),
        }),
      },
      answers: one,
      problems: [404],
      examples: examples.byHash,
      handle: (request) => find({ hash: request.query.hash }, request),
    }),
    route({
      ...shared,
      method: 'get',
      path: `${base}{name}/`,
      id: 'readCatalogQuery',
      summary: 'One saved filter',
      parameters: {
        path: Type.Object({
          name: Type.String({ pattern: `^([0-9]{1,9}|${uuidPattern})$`, description: 'Its id, or its uuid' }),
        }),
      },
      answers: one,
      problems: [404],
      examples: examples.read,
      handle: (request) => {
        const { name } = request.path;
        return find(name.includes('-') ? { uuid: name } : { id: Number(name) }, request);
      },
    }),
    route({
      ...shared,
      method: 'post',
      path: '/api/v1/distinct-catalog-queries/',
      id: 'distinctCatalogQueries',
      summary: 'Which queries some catalogs use',
      description: 'Only catalogs that the caller may see count; all of them for the platform’s staff.',
      body: {
        schema: Type.Object(
          { enterprise_catalog_uuids: Type.Array(Uuid, { maxItems: 10_000 }) },
          { title: 'CatalogUuids' },
        ),
        description: 'The catalogs',
        read: 'value',
      },
      answers: {
        200: {
          description: 'The queries by id, with their catalogs',
          schema: answer('DistinctQueries', {
            num_distinct_query_ids: Type.Integer(),
            catalog_uuids_by_catalog_query_id: Type.Record(Type.String(), Type.Array(Uuid)),
          }),
        },
      },
      examples: examples.distinct,
      handle: async ({ body, caller, customers }) => {
        const byQuery = await inclusion.catalogsByQuery(body.enterprise_catalog_uuids, visibleTo(caller, customers));
        return {
          status: 200,
          body: {
            num_distinct_query_ids: byQuery.size,
            catalog_uuids_by_catalog_query_id: Object.fromEntries(byQuery),
          },
        };
      },
    }),
  ];
}

function visibleTo(caller: Caller, customers: Customers): Customers {
  return caller.staff ? 'every' : customers;
}

function present({ id, uuid, title, contentFilter, hash }: StoredQuery) {
  return { id, uuid, title, content_filter: contentFilter, content_filter_hash: hash };
}
