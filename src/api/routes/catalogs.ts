import type Router from '@koa/router';
import type { Context } from 'koa';
import { BadRequestError, NotFoundError } from '../../kernel/errors.ts';
import type { Catalog, SavedCatalog } from '../../inclusion/port.ts';
import type { ApiDeps } from '../create-api.ts';
import { isYes, keyParameters, pageLink, parameters, readPage, uuidOf } from '../query-parameters.ts';
import { readBody } from '../read-body.ts';
import { parseCatalog } from './parse-catalog.ts';

const base = '/api/v1/enterprise-catalogs';
const largestPage = 1_000;

/** The parameters that name content in `contains_content_items`. */
export const contentParameters = ['course_run_ids', 'program_uuids'];

export function catalogRoutes(router: Router, deps: Pick<ApiDeps, 'inclusion' | 'maxBodyBytes'>): void {
  const { inclusion } = deps;

  router.get(base, async (ctx) => {
    const { page, pageSize } = readPage(ctx, { pageSize: 10, largest: largestPage });
    const [customer] = parameters(ctx).get('enterprise_customer') ?? [];
    const { count, catalogs } = await inclusion.listCatalogs({
      ...(customer === undefined || customer === '' ? {} : { enterpriseUuid: uuidOf(customer, 'enterprise_customer') }),
      offset: (page - 1) * pageSize,
      limit: pageSize,
    });
    const pages = Math.max(Math.ceil(count / pageSize), 1);
    if (page > pages) {
      throw new NotFoundError(`there is no page ${String(page)}: the last one is ${String(pages)}`);
    }
    ctx.body = {
      count,
      next: pageLink(ctx, page + 1, pages),
      previous: pageLink(ctx, page - 1, pages),
      results: catalogs.map(presentCatalog),
    };
  });

  router.post(base, async (ctx) => {
    const saved = await inclusion.createCatalog(parseCatalog(await readBody(ctx, deps.maxBodyBytes), 'create'));
    ctx.status = 201;
    ctx.body = presentSaved(saved);
  });

  router.get(`${base}/:uuid`, async (ctx) => {
    ctx.body = presentCatalog(await inclusion.readCatalog(catalogUuid(ctx)));
  });

  router.put(`${base}/:uuid`, async (ctx) => {
    const change = parseCatalog(await readBody(ctx, deps.maxBodyBytes), 'replace');
    ctx.body = presentSaved(await inclusion.updateCatalog(catalogUuid(ctx), change));
  });

  router.patch(`${base}/:uuid`, async (ctx) => {
    const change = parseCatalog(await readBody(ctx, deps.maxBodyBytes), 'change');
    ctx.body = presentSaved(await inclusion.updateCatalog(catalogUuid(ctx), change));
  });

  router.delete(`${base}/:uuid`, async (ctx) => {
    await inclusion.deleteCatalog(catalogUuid(ctx));
    ctx.status = 204;
  });

  router.get(`${base}/:uuid/contains_content_items`, async (ctx) => {
    ctx.body = { contains_content_items: await inclusion.catalogContains(catalogUuid(ctx), askedKeys(ctx)) };
  });
}

/** @throws BadRequestError when no content is named */
export function askedKeys(ctx: Context): string[] {
  const keys = keyParameters(ctx, contentParameters);
  if (keys.length === 0) {
    throw new BadRequestError(
      `name at least one item: ${contentParameters.join(' or ')} (repeat the parameter for several)`,
    );
  }
  return keys;
}

/** `get_catalog_list` is the older name, still sent. */
export function wantsCatalogList(ctx: Context): boolean {
  const all = parameters(ctx);
  return ['get_catalogs_containing_specified_content_ids', 'get_catalog_list'].some((name) =>
    isYes(all.get(name)?.[0]),
  );
}

function catalogUuid(ctx: { params: Record<string, string> }): string {
  const uuid = ctx.params['uuid'] ?? '';
  try {
    return uuidOf(uuid, 'the catalog');
  } catch {
    // As with every address that names nothing.
    throw new NotFoundError('there is no catalog with this uuid');
  }
}

function presentSaved({ catalog, filter }: SavedCatalog): object {
  return {
    ...presentCatalog(catalog),
    ...(filter === undefined
      ? {}
      : {
          membership: filter.membership,
          corrections: filter.corrections,
          ...(filter.equals === null ? {} : { equals: filter.equals }),
        }),
  };
}

function presentCatalog(catalog: Catalog): object {
  return {
    uuid: catalog.uuid,
    title: catalog.title,
    enterprise_customer: catalog.enterpriseUuid,
    catalog_query_uuid: catalog.queryUuid,
    content_last_modified: catalog.contentModifiedAt,
    catalog_modified: catalog.modifiedAt,
    query_title: catalog.queryTitle,
  };
}
