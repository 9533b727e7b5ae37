import { Type } from 'typebox';
import type { Catalog, FilterWrite, Inclusion, SavedCatalog, Writer } from '../../inclusion/port.ts';
import { cursorPage, cursorPaging, readCursorPage } from '../cursor-page.ts';
import { route, type Route, type RouteRequest } from '../route.ts';
import {
  CatalogChangeBody,
  CatalogListSchema,
  CatalogReplacementBody,
  CatalogSchema,
  NewCatalogBody,
  SavedCatalogSchema,
} from '../schemas/catalog.ts';
import { Uuid, notModified, uuidPattern } from '../schemas/common.ts';
import { catalogExamples as examples } from '../examples/catalogs.ts';
import { catalogChange, newCatalog } from './parse-catalog.ts';

const base = '/api/v1/enterprise-catalogs/';
const tag = 'Catalogs';
const one = { path: Type.Object({ uuid: Uuid }) };
/** For moving in from a service that ignores what it does not know. */
export const unknownKeys = Type.Object({
  unknown_keys: Type.Optional(
    Type.Enum(['report'], {
      description:
        'report: store a filter without its entries of unknown names, and tell them in the answer; without it such a filter is refused',
    }),
  ),
});
const writers = { anyOf: ['admin', 'provisioning'], of: 'handler' } as const;

/** An empty value counts as none: older clients send it so. */
const uuidOrNothing = `^(${uuidPattern})?$`;

export function catalogRoutes({ inclusion }: { inclusion: Inclusion }): Route[] {
  return [
    route({
      method: 'get',
      path: base,
      id: 'listCatalogs',
      tag,
      summary: 'Catalogs, oldest first',
      description: 'Only those of customers that the caller may see.',
      rule: { anyOf: ['admin', 'provisioning'], of: 'rows' },
      rate: 'read',
      parameters: {
        query: Type.Object({
          enterprise_customer: Type.Optional(
            Type.String({ pattern: uuidOrNothing, description: 'Only those of this customer' }),
          ),
          ...cursorPaging,
        }),
      },
      answers: {
        200: { description: 'A page of catalogs: 10 unless asked otherwise, at most 1,000', schema: CatalogListSchema },
        304: notModified,
      },
      problems: [404],
      examples: examples.list,
      handle: async ({ query, customers, ctx }) => {
        const page = readCursorPage(query, { usual: 10, largest: 1_000 });
        const wanted = query.enterprise_customer?.toLowerCase() ?? '';
        const mayBe =
          wanted === '' ? customers : new Set(customers === 'every' || customers.has(wanted) ? [wanted] : []);
        const { count, catalogs } = await inclusion.listCatalogs({ customers: mayBe, ...page });
        const { shown, envelope } = cursorPage(ctx, page, { count, entries: catalogs, idOf: ({ id }) => id });
        return { status: 200, body: { ...envelope, results: shown.map(presentCatalog) } };
      },
    }),
    route({
      method: 'post',
      path: base,
      id: 'createCatalog',
      tag,
      summary: 'Make a catalog',
      description:
        'With a filter, or the uuid of a query that exists. The members of a new filter are decided before the answer.',
      rule: writers,
      rate: 'write',
      parameters: { query: unknownKeys },
      body: { schema: NewCatalogBody, description: 'The catalog', read: 'tree' },
      answers: { 201: { description: 'The catalog, and what its filter did', schema: SavedCatalogSchema } },
      problems: [409, 422],
      examples: examples.create,
      handle: async (request) => {
        const saved = await inclusion.createCatalog(newCatalog(request), writerOf(request));
        return { status: 201, body: presentSaved(saved) };
      },
    }),
    route({
      method: 'get',
      path: `${base}{uuid}/`,
      id: 'readCatalog',
      tag,
      summary: 'One catalog',
      rule: writers,
      rate: 'read',
      parameters: one,
      answers: { 200: { description: 'The catalog', schema: CatalogSchema }, 304: notModified },
      examples: examples.read,
      handle: async ({ path, assertMay }) => {
        const catalog = await inclusion.readCatalog(path.uuid);
        assertMay(catalog.enterpriseUuid);
        return { status: 200, body: presentCatalog(catalog) };
      },
    }),
    route({
      method: 'put',
      path: `${base}{uuid}/`,
      id: 'replaceCatalog',
      tag,
      summary: 'Replace a catalog',
      rule: writers,
      rate: 'write',
      parameters: { ...one, query: unknownKeys },
      body: { schema: CatalogReplacementBody, description: 'The whole catalog', read: 'tree' },
      answers: { 200: { description: 'The catalog, and what its filter did', schema: SavedCatalogSchema } },
      problems: [422],
      examples: examples.replace,
      handle: async (request) => {
        const saved = await inclusion.updateCatalog(request.path.uuid, catalogChange(request), writerOf(request));
        return { status: 200, body: presentSaved(saved) };
      },
    }),
    route({
      method: 'patch',
      path: `${base}{uuid}/`,
      id: 'changeCatalog',
      tag,
      summary: 'Change members of a catalog',
      rule: writers,
      rate: 'write',
      parameters: { ...one, query: unknownKeys },
      body: { schema: CatalogChangeBody, description: 'What is to change', read: 'tree' },
      answers: { 200: { description: 'The catalog, and what its filter did', schema: SavedCatalogSchema } },
      problems: [422],
      examples: examples.change,
      handle: async (request) => {
        const saved = await inclusion.updateCatalog(request.path.uuid, catalogChange(request), writerOf(request));
        return { status: 200, body: presentSaved(saved) };
      },
    }),
    route({
      method: 'delete',
      path: `${base}{uuid}/`,
      id: 'deleteCatalog',
      tag,
      summary: 'Remove a catalog',
      description: 'Its query stays.',
      rule: { anyOf: ['admin'], of: 'handler' },
      rate: 'write',
      parameters: one,
      answers: { 204: { description: 'It is gone' } },
      handle: async (request) => {
        await inclusion.deleteCatalog(request.path.uuid, writerOf(request));
        return { status: 204, body: null };
      },
    }),
  ];
}

/** The caller, as a writer of catalogs and queries. */
export function writerOf({
  author,
  assertMay,
  customers,
}: Pick<RouteRequest<unknown, unknown, unknown>, 'author' | 'assertMay' | 'customers'>): Writer {
  return {
    author,
    assertMay,
    covers: (all) => customers === 'every' || all.every((customer) => customers.has(customer)),
  };
}

function presentSaved({ catalog, filter }: SavedCatalog) {
  return {
    ...presentCatalog(catalog),
    ...(filter === undefined ? {} : presentFilterWrite(filter)),
  };
}

export function presentFilterWrite({ membership, corrections, unknown, equals }: FilterWrite) {
  return {
    membership,
    corrections: [...corrections],
    ...(unknown.length > 0 ? { unknown: [...unknown] } : {}),
    ...(equals === null ? {} : { equals }),
  };
}

function presentCatalog(catalog: Catalog) {
  return {
    uuid: catalog.uuid,
    title: catalog.title,
    enterprise_customer: catalog.enterpriseUuid,
    catalog_query_uuid: catalog.queryUuid,
    content_last_modified: catalog.contentModifiedAt?.toISOString() ?? null,
    catalog_modified: catalog.modifiedAt.toISOString(),
    query_title: catalog.queryTitle,
  };
}
