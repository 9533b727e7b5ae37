import type Router from '@koa/router';
import type { ApiDeps } from '../create-api.ts';
import { uuidOf } from '../query-parameters.ts';
import { askedKeys, wantsCatalogList } from './catalogs.ts';

export function customerRoutes(router: Router, deps: Pick<ApiDeps, 'inclusion'>): void {
  router.get('/api/v1/enterprise-customer/:uuid/contains_content_items', async (ctx) => {
    const customer = uuidOf(ctx.params['uuid'] ?? '', 'the customer');
    const keys = askedKeys(ctx);
    const listed = wantsCatalogList(ctx);
    const catalogs = await deps.inclusion.customerCatalogsContaining(customer, keys, ...(listed ? [] : [1]));
    ctx.body = { contains_content_items: catalogs.length > 0, ...(listed ? { catalog_list: catalogs } : {}) };
  });
}
