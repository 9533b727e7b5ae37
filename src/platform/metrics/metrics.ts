import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RequestMetrics } from '../../kernel/metrics.ts';

/** The work list as it is shown: see `Backlog` in inclusion/port.ts. */
interface WorkList {
  items: number;
  queries: number;
  failing: number;
  staleSeconds: number;
}

/** One registry a composition, so that two services in one process (a test) do not mix. */
export interface Metrics extends RequestMetrics {
  /** Says where the work list's gauges get their values when they are read. */
  watchBacklog(read: () => Promise<WorkList>): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    observe: ({ route, method, status, seconds }) => {
      requests.observe({ route, method, status: String(status) }, seconds);
    },
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
    watchBacklog: (read) => {
      const undecided = new Gauge({
        name: 'membership_undecided',
        help: 'Rows whose latest revision is not decided',
        labelNames: ['kind'],
        registers: [registry],
      });
      const failing = new Gauge({
        name: 'membership_failing',
        help: 'Undecided rows that failed ten times and more',
        registers: [registry],
      });
      const stale = new Gauge({
        name: 'membership_staleness_seconds',
        help: 'Age of the oldest undecided revision; -1 while the database does not answer',
        registers: [registry],
        collect: async () => {
          try {
            const backlog = await read();
            undecided.set({ kind: 'item' }, backlog.items);
            undecided.set({ kind: 'query' }, backlog.queries);
            failing.set(backlog.failing);
            stale.set(backlog.staleSeconds);
          } catch {
            // The other metrics must be readable while the database is away; -1 says so.
            stale.set(-1);
          }
        },
      });
    },
  };
}
