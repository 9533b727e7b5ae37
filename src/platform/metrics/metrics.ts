import { setTimeout as delay } from 'node:timers/promises';
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

/** Whoever scrapes waits no longer for the work list than this. */
async function afterWhile(): Promise<undefined> {
  await delay(3_000, undefined, { ref: false });
  return undefined;
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
      // One look at the database a scrape, whichever gauge asks first.
      let looking: Promise<WorkList | undefined> | undefined;
      const look = (): Promise<WorkList | undefined> => {
        // The other metrics must be readable while the database is away.
        looking ??= Promise.race([read(), afterWhile()])
          .catch(() => undefined)
          .finally(() => {
            looking = undefined;
          });
        return looking;
      };
      const gauge = (name: string, help: string, of: (work: WorkList) => number): void => {
        const made: Gauge = new Gauge({
          name,
          help: `${help}; -1 while the database does not answer`,
          registers: [registry],
          collect: async () => {
            const work = await look();
            made.set(work === undefined ? -1 : of(work));
          },
        });
      };
      const undecided: Gauge = new Gauge({
        name: 'membership_undecided',
        help: 'Rows whose latest revision is not decided; -1 while the database does not answer',
        labelNames: ['kind'],
        registers: [registry],
        collect: async () => {
          const work = await look();
          undecided.set({ kind: 'item' }, work?.items ?? -1);
          undecided.set({ kind: 'query' }, work?.queries ?? -1);
        },
      });
      gauge('membership_failing', 'Undecided rows that failed ten times and more', ({ failing }) => failing);
      gauge('membership_staleness_seconds', 'Age of the oldest undecided revision', ({ staleSeconds }) => staleSeconds);
    },
  };
}
