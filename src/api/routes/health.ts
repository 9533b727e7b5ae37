import { Type, type Static } from 'typebox';
import { withDeadline } from '../../kernel/deadline.ts';
import type { RequestMetrics } from '../../kernel/metrics.ts';
import { route, type Route } from '../route.ts';
import { answer } from '../schemas/common.ts';

/** Each rejects when its engine does not answer. */
export type Checks = Readonly<Record<'mysql' | 'opensearch' | 'redis', () => Promise<void>>> &
  Readonly<{ upstream?: () => Promise<void>; embeddings?: () => Promise<void> }>;

/**
 * Without which engine this process should get no requests. Without OpenSearch containment and reads still answer, so a
 * balancer must not take the process away: it is `degraded`. docs/architecture.md has the whole table.
 */
const needed = { mysql: true, opensearch: false, redis: false, upstream: false, embeddings: false } as const;

const tag = 'Health';

const ReadinessSchema = answer('Readiness', {
  status: Type.Enum(['ready', 'degraded', 'not ready', 'draining']),
  dependencies: Type.Record(
    Type.String(),
    answer('DependencyHealth', {
      status: Type.Enum(['up', 'down']),
      milliseconds: Type.Integer(),
      error: Type.Optional(Type.String()),
    }),
  ),
});

const StatusSchema = Type.Enum(['OK', 'UNAVAILABLE']);

const OldHealthSchema = answer('OldHealth', {
  overall_status: StatusSchema,
  detailed_status: answer('OldHealthDetails', { database_status: StatusSchema }),
});

export interface HealthRouteDeps {
  checks: Checks;
  /** Whether this process has been told to stop. */
  draining: () => boolean;
  metrics: RequestMetrics;
}

export function healthRoutes({ checks, draining, metrics }: HealthRouteDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/health/live',
      id: 'live',
      tag,
      summary: 'Whether the process answers',
      rule: 'public',
      rate: 'unlimited',
      answers: { 200: { description: 'It does', schema: answer('Liveness', { status: Type.Enum(['live']) }) } },
      examples: [{ summary: 'Alive', status: 200, answer: { status: 'live' } }],
      handle: () => ({ status: 200, body: { status: 'live' as const } }),
    }),
    route({
      method: 'get',
      path: '/health/ready',
      id: 'ready',
      tag,
      summary: 'Whether this process should get requests, and how each engine is',
      rule: 'public',
      rate: 'unlimited',
      answers: {
        200: {
          description: 'Ready, or degraded: without OpenSearch, Redis, upstream or embeddings',
          schema: ReadinessSchema,
        },
        503: { description: 'Not now', schema: ReadinessSchema },
      },
      handle: async () => {
        if (draining()) {
          // At once, without a question to any engine: it is time to send requests elsewhere.
          return { status: 503 as const, body: { status: 'draining' as const, dependencies: {} } };
        }
        const dependencies = await check(checks);
        const down = Object.entries(dependencies).filter(([, { status }]) => status === 'down');
        const ready = down.every(([name]) => !needed[name as keyof typeof needed]);
        const status: Static<typeof ReadinessSchema>['status'] =
          down.length === 0 ? 'ready' : ready ? 'degraded' : 'not ready';
        return { status: ready ? (200 as const) : (503 as const), body: { status, dependencies } };
      },
    }),
    route({
      method: 'get',
      path: '/health',
      id: 'oldHealth',
      tag,
      summary: 'The database alone, in the shape that monitors of the old service read',
      rule: 'public',
      rate: 'unlimited',
      answers: {
        200: { description: 'Well', schema: OldHealthSchema },
        503: { description: 'The database is away', schema: OldHealthSchema },
      },
      examples: [
        { summary: 'Well', status: 200, answer: { overall_status: 'OK', detailed_status: { database_status: 'OK' } } },
      ],
      handle: async () => {
        const { mysql } = await check({ mysql: checks.mysql });
        const up = mysql?.status === 'up';
        const status: 'OK' | 'UNAVAILABLE' = up ? 'OK' : 'UNAVAILABLE';
        return {
          status: up ? 200 : 503,
          body: { overall_status: status, detailed_status: { database_status: status } },
        };
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      id: 'metrics',
      tag,
      summary: 'Everything measured, for Prometheus',
      rule: { anyOf: ['monitor'], of: 'every' },
      rate: 'unlimited',
      answers: { 200: { description: 'The exposition', contentType: 'text/plain' } },
      handle: async () => {
        const { contentType, body } = await metrics.render();
        return { status: 200, body, headers: { 'Content-Type': contentType } };
      },
    }),
  ];
}

/** An engine that hangs says nothing at all, and whoever asks for health has a deadline of his own. */
const patience = 2_000;

type Dependencies = Record<string, { status: 'up' | 'down'; milliseconds: number; error?: string }>;

async function check(checks: Readonly<Record<string, () => Promise<void>>>): Promise<Dependencies> {
  const entries = await Promise.all(
    Object.entries(checks).map(async ([name, probe]) => {
      const start = performance.now();
      const error = await withDeadline(probe(), patience, () => {
        throw new Error(`no answer within ${String(patience)} ms`);
      }).then(
        () => undefined,
        (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
      );
      const milliseconds = Math.round(performance.now() - start);
      const health: Dependencies[string] =
        error === undefined ? { status: 'up', milliseconds } : { status: 'down', milliseconds, error };
      return [name, health] as const;
    }),
  );
  return Object.fromEntries(entries);
}
