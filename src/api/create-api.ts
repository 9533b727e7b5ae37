import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from '@koa/cors';
import Router from '@koa/router';
import Koa from 'koa';
import { errorDoor } from './error-door.ts';
import { noRoute } from './no-route.ts';
import { openApi } from './openapi.ts';
import { requestContext, type RequestContextDeps } from './request-context.ts';
import type { Route } from './route.ts';
import { academyRoutes } from './routes/academies.ts';
import { accessRoutes } from './routes/access.ts';
import { CatalogItems } from './routes/catalog-items.ts';
import { catalogContentRoutes } from './routes/catalog-content.ts';
import { catalogQueryRoutes } from './routes/catalog-queries.ts';
import { catalogRoutes } from './routes/catalogs.ts';
import { containsManyRoute } from './routes/contains-many.ts';
import { containsRoutes } from './routes/contains.ts';
import { contentChangesRoute } from './routes/content-changes.ts';
import { contentHistoryRoute } from './routes/content-history.ts';
import { contentRoutes, type ContentRouteDeps } from './routes/content.ts';
import { customerListRoutes } from './routes/customer-list.ts';
import { customerRoutes } from './routes/customers.ts';
import { docsRoutes } from './routes/docs.ts';
import { driftRoute } from './routes/drift.ts';
import { filterCostRoutes } from './routes/filter-costs.ts';
import { explainRoute } from './routes/explain.ts';
import { filterHashRoute } from './routes/filter-hash.ts';
import { generateDiffRoutes } from './routes/generate-diff.ts';
import { healthRoutes, type HealthRouteDeps } from './routes/health.ts';
import { changesRoutes } from './routes/changes.ts';
import { proposalRoutes } from './routes/proposals.ts';
import { queryFilterRoute } from './routes/query-filter.ts';
import { queryVersionRoutes } from './routes/query-versions.ts';
import { heldRoutes } from './routes/held.ts';
import { holdingCatalogRoutes } from './routes/holding-catalogs.ts';
import { pageRoutes } from './routes/pages.ts';
import { portalRoutes } from './routes/portal.ts';
import { previewRoute } from './routes/preview.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { refreshRoutes } from './routes/refresh.ts';
import { reindexRoute } from './routes/reindex.ts';
import { schemaRoutes } from './routes/schemas.ts';
import { searchKeyRoutes } from './routes/search-keys.ts';
import { searchSteeringRoutes } from './routes/search-steering.ts';
import { searchAnalyticsRoutes } from './routes/search-analytics.ts';
import { searchRoutes } from './routes/search.ts';
import { syncRunRoutes } from './routes/sync-runs.ts';
import { translationRoutes } from './routes/translations.ts';
import { securityHeaders } from './security-headers.ts';
import { serveRoute, type ServeDeps } from './serve-route.ts';
import type { Inclusion } from '../inclusion/port.ts';
import type { Rebuilds } from '../kernel/rebuild/port.ts';
import type { Portal } from '../portal/port.ts';
import type { Drift, PlatformAddresses, Replication, SyncRunRecords } from '../replication/port.ts';
import type { Search, SearchAnalytics, Steering } from '../search/port.ts';

export interface ApiDeps extends ServeDeps, ContentRouteDeps, HealthRouteDeps, RequestContextDeps {
  replication: Replication;
  inclusion: Inclusion;
  rebuilds: Rebuilds;
  drift: Drift;
  runs: SyncRunRecords;
  search: Search;
  steering: Steering;
  analytics: SearchAnalytics;
  portal: Portal;
  addresses: PlatformAddresses;
  /** A worker answers for its health and metrics only. */
  serves: 'everything' | 'health';
  /** Origins whose pages may call; none unless told. */
  corsOrigins: readonly string[];
  /** Whether `X-Forwarded-*` headers are a proxy's of ours, and so tell the caller's address. */
  trustProxy: boolean;
}

export interface Api {
  handler: (request: IncomingMessage, response: ServerResponse) => void;
  /** Every route that it serves. */
  routes: readonly Route[];
  /** Its description, OpenAPI 3.1. */
  describe: () => object;
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The HTTP interface: who calls → may he → parse → port → present. */
export function createApi(deps: ApiDeps): Api {
  const routes: Route[] = healthRoutes(deps);
  const describe = (): object => openApi(routes, { version });
  if (deps.serves === 'everything') {
    const catalogItems = new CatalogItems(deps);
    routes.unshift(
      ...catalogRoutes(deps),
      ...containsRoutes(deps),
      containsManyRoute(deps),
      ...catalogContentRoutes({ ...deps, catalogItems }),
      ...generateDiffRoutes(deps),
      filterHashRoute(),
      previewRoute(deps),
      ...filterCostRoutes(deps),
      explainRoute(deps),
      ...catalogQueryRoutes(deps),
      ...customerRoutes({ ...deps, catalogItems }),
      ...customerListRoutes(deps),
      ...academyRoutes(deps),
      // Before the items themselves: no key is `changes`.
      contentChangesRoute(deps),
      ...contentRoutes(deps),
      contentHistoryRoute(deps),
      ...refreshRoutes(deps),
      ...holdingCatalogRoutes(deps),
      ...quarantineRoutes(deps),
      driftRoute(deps),
      ...syncRunRoutes(deps),
      reindexRoute(deps),
      ...schemaRoutes(),
      ...translationRoutes(deps),
      ...heldRoutes(deps),
      ...changesRoutes(deps),
      ...queryVersionRoutes(deps),
      queryFilterRoute(deps),
      ...proposalRoutes(deps),
      ...searchRoutes(deps),
      ...searchSteeringRoutes(deps),
      ...portalRoutes(deps),
      ...searchAnalyticsRoutes(deps),
      ...searchKeyRoutes(deps),
      ...accessRoutes(deps),
    );
    routes.push(...docsRoutes(describe), ...pageRoutes({ index: deps.portal.index }));
  }

  const app = new Koa({ proxy: deps.trustProxy });
  app.use(requestContext(deps));
  app.use(securityHeaders());
  app.use(errorDoor(deps.logger));
  app.use(crossOrigin(deps.corsOrigins));
  app.use(routerOf(routes, deps).routes());
  app.use(noRoute);
  // A client that went away, or broke off in the middle of its request, is no error of ours.
  app.on('error', (error: NodeJS.ErrnoException) => {
    if (!/^(ECONNRESET|ECONNABORTED|EPIPE|HPE_.*)$/.test(error.code ?? '')) {
      deps.logger.error({ err: error }, 'answer not sent');
    }
  });
  const callback = app.callback();
  return {
    handler: (request, response) => {
      void callback(request, response);
    },
    routes,
    describe,
  };
}

function routerOf(routes: readonly Route[], deps: ServeDeps): Router {
  const router = new Router();
  for (const route of routes) {
    const pattern = route.path
      .replace('*', '\\*')
      .replace(/\{(\w+)\}/g, ':$1')
      .replace(/\/$/, '');
    router[route.method](pattern, serveRoute(route, deps));
  }
  return router;
}

/** Browsers let a page of another origin read an answer only when the answer names that origin. */
function crossOrigin(origins: readonly string[]): Koa.Middleware {
  return cors({
    origin: (ctx) => (origins.includes(ctx.get('origin')) ? ctx.get('origin') : ''),
    credentials: true,
    allowHeaders: [
      'Authorization',
      'Content-Type',
      'If-None-Match',
      'Prefer',
      'Request-ID',
      'USE-JWT-COOKIE',
      'X-Algolia-Agent',
      'X-Algolia-API-Key',
      'X-Algolia-Application-Id',
      'X-Algolia-UserToken',
      'X-Request-ID',
      'X-Correlation-ID',
    ],
    exposeHeaders: ['ETag', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After', 'X-Request-ID'],
    maxAge: 600,
  });
}
