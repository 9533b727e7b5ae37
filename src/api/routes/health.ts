import type Router from '@koa/router';
import type { ApiDeps } from '../create-api.ts';

/** Each rejects when its engine does not answer. */
export type Checks = Readonly<Record<'mysql' | 'opensearch' | 'redis', () => Promise<void>>>;

/**
 * Without which engine this process should get no requests. Without OpenSearch containment and reads still answer, so a
 * balancer must not take the process away: it is `degraded`. docs/architecture.md has the whole table.
 */
const needed = { mysql: true, opensearch: false, redis: false } as const;

export function healthRoutes(router: Router, deps: Pick<ApiDeps, 'checks' | 'metrics'>): void {
  router.get('/health/live', (ctx) => {
    ctx.body = { status: 'live' };
  });

  router.get('/health/ready', async (ctx) => {
    const dependencies = await check(deps.checks);
    const down = Object.entries(dependencies).filter(([, { status }]) => status === 'down');
    const ready = down.every(([name]) => !needed[name as keyof typeof needed]);
    ctx.status = ready ? 200 : 503;
    ctx.body = { status: down.length === 0 ? 'ready' : ready ? 'degraded' : 'not ready', dependencies };
  });

  /** The shape that monitors of the old service read. */
  router.get('/health', async (ctx) => {
    const { mysql } = await check({ mysql: deps.checks.mysql });
    const status = mysql?.status === 'up' ? 'OK' : 'UNAVAILABLE';
    ctx.status = mysql?.status === 'up' ? 200 : 503;
    ctx.body = { overall_status: status, detailed_status: { database_status: status } };
  });

  router.get('/metrics', async (ctx) => {
    const { contentType, body } = await deps.metrics.render();
    ctx.set('Content-Type', contentType);
    ctx.body = body;
  });
}

/** An engine that hangs says nothing at all, and whoever asks for health has a deadline of his own. */
const patience = 2_000;

type Dependencies = Record<string, { status: 'up' | 'down'; milliseconds: number; error?: string }>;

async function check(checks: Readonly<Record<string, () => Promise<void>>>): Promise<Dependencies> {
  const entries = await Promise.all(
    Object.entries(checks).map(async ([name, probe]) => {
      const start = performance.now();
      const error = await within(patience, probe()).then(
        () => undefined,
        (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
      );
      const milliseconds = Math.round(performance.now() - start);
      return [
        name,
        error === undefined ? { status: 'up', milliseconds } : { status: 'down', milliseconds, error },
      ] as const;
    }),
  );
  return Object.fromEntries(entries) as Dependencies;
}

/** @throws when `work` takes longer; what it says later is nobody's */
function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${String(milliseconds)} ms`));
    }, milliseconds);
  });
  return Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}
