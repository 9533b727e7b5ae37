import { Type } from 'typebox';
import type { Inclusion, QueryVersion } from '../../inclusion/port.ts';
import { historyExamples as examples } from '../examples/history.ts';
import { addressWith } from '../list-page.ts';
import { route, type Route, type RouteRequest } from '../route.ts';
import { Uuid, notModified, paging } from '../schemas/common.ts';
import { QueryVersionDetailSchema, QueryVersionListSchema } from '../schemas/history.ts';
import { EditedQuerySchema } from '../schemas/proposal.ts';
import { presentFilterWrite, writerOf } from './catalogs.ts';
import { force } from './query-filter.ts';

const base = '/api/v1/catalog-queries/{uuid}/versions/';
const tag = 'Catalog queries';
const rule = { anyOf: ['admin', 'provisioning'], of: 'handler' } as const;
const one = Type.Object({ uuid: Uuid, version: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }) });
const last = 4_294_967_295;
/** Versions of one answer. */
const most = 100;

export function queryVersionRoutes({ inclusion }: { inclusion: Inclusion }): Route[] {
  return [
    route({
      method: 'get',
      path: base,
      id: 'listQueryVersions',
      tag,
      summary: 'The filters that a query had',
      description:
        'Newest first, 100 unless asked otherwise, nor more. The query must be used by a customer that the caller may see.',
      rule,
      rate: 'read',
      parameters: {
        path: Type.Object({ uuid: Uuid }),
        query: Type.Object({
          before: Type.Optional(
            Type.Integer({ minimum: 1, maximum: last, description: 'Only those before this version' }),
          ),
          page_size: paging.page_size,
        }),
      },
      answers: { 200: { description: 'The versions', schema: QueryVersionListSchema }, 304: notModified },
      examples: examples.versions,
      handle: async ({ path, query, ctx, ...asked }) => {
        assertUses(await inclusion.queryCustomers(path.uuid), asked);
        const size = Math.min(query.page_size ?? most, most);
        const versions = await inclusion.listQueryVersions(path.uuid, {
          before: query.before ?? last,
          limit: size + 1,
        });
        const shown = versions.slice(0, size);
        const end = versions.length > size ? shown.at(-1) : undefined;
        const next = end === undefined ? null : addressWith(ctx, { before: String(end.version) });
        return { status: 200, body: { next, results: shown.map(present) } };
      },
    }),
    route({
      method: 'get',
      path: `${base}{version}/`,
      id: 'readQueryVersion',
      tag,
      summary: 'A filter that a query had, and what differs from another',
      rule,
      rate: 'read',
      parameters: {
        path: one,
        query: Type.Object({
          against: Type.Optional(Type.Integer({ minimum: 1, maximum: last, description: 'Compare with this version' })),
        }),
      },
      answers: { 200: { description: 'The version', schema: QueryVersionDetailSchema } },
      examples: examples.version,
      handle: async ({ path, query, ...asked }) => {
        assertUses(await inclusion.queryCustomers(path.uuid), asked);
        const { contentFilter, difference, ...version } = await inclusion.readQueryVersion(path.uuid, {
          version: path.version,
          ...(query.against === undefined ? {} : { against: query.against }),
        });
        return {
          status: 200,
          body: {
            ...present(version),
            content_filter: contentFilter,
            ...(difference === undefined ? {} : { difference }),
          },
        };
      },
    }),
    route({
      method: 'post',
      path: `${base}{version}/restore/`,
      id: 'restoreQueryVersion',
      tag,
      summary: 'Go back to a filter that the query had',
      description:
        'An edit for all catalogs that use the query: only who may write for all of them does it. One that would drop most members ' +
        'is kept as a proposal (409), as when the filter is edited.',
      rule,
      rate: 'write',
      parameters: { path: one, query: Type.Object({ force }) },
      answers: { 200: { description: 'What that did', schema: EditedQuerySchema } },
      problems: [409, 422],
      examples: examples.restore,
      handle: async (request) => {
        const { uuid, version } = request.path;
        const force = request.query.force === true;
        const written = await inclusion.proposals.restore(uuid, { version, force }, writerOf(request));
        return { status: 200, body: { catalog_query_uuid: uuid.toLowerCase(), ...presentFilterWrite(written) } };
      },
    }),
  ];
}

/**
 * Leave to look at a query.
 * @throws ForbiddenError unless one of the customers that use the query is the caller's
 */
export function assertUses(
  using: readonly string[],
  { customers, assertMay }: Pick<RouteRequest<unknown, unknown, unknown>, 'customers' | 'assertMay'>,
): void {
  const own = customers === 'every' ? undefined : using.find((customer) => customers.has(customer));
  assertMay(own ?? using[0] ?? '');
}

function present({ version, contentFilterHash, title, author, at }: QueryVersion) {
  return { version, content_filter_hash: contentFilterHash, title, author, at: at.toISOString() };
}
