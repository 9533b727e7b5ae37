import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import type { Inclusion } from '../inclusion/port.ts';
import type { Logger } from '../kernel/log.ts';
import type { RequestMetrics } from '../kernel/metrics.ts';
import type { Replication } from '../replication/port.ts';
import type { Search } from '../search/port.ts';
import { errorDoor } from './error-door.ts';
import { noRoute } from './no-route.ts';
import { requestContext } from './request-context.ts';
import { catalogRoutes } from './routes/catalogs.ts';
import { contentRoutes } from './routes/content.ts';
import { customerRoutes } from './routes/customers.ts';
import { healthRoutes, type Checks } from './routes/health.ts';
import { searchRoutes } from './routes/search.ts';

export interface ApiDeps {
  replication: Pick<Replication, 'store' | 'find'>;
  inclusion: Inclusion;
  search: Search;
  logger: Logger;
  metrics: RequestMetrics;
  checks: Checks;
  /** A worker answers for its health and metrics only. */
  serves: 'everything' | 'health';
  maxBodyBytes: number;
  /** Asks workers, here or elsewhere, to look for work now. */
  wakeWorkers: () => void;
}

export interface Api {
  handler: (request: IncomingMessage, response: ServerResponse) => void;
}

/** The HTTP interface: parse → port → present. */
export function createApi(deps: ApiDeps): Api {
  const app = new Koa();
  const router = new Router();
  healthRoutes(router, deps);
  if (deps.serves === 'everything') {
    catalogRoutes(router, deps);
    customerRoutes(router, deps);
    contentRoutes(router, deps);
    searchRoutes(router, deps);
  }

  app.use(requestContext(deps));
  app.use(errorDoor(deps.logger));
  app.use(router.routes());
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
  };
}
