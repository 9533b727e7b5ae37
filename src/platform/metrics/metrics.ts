import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import {
  contentGates,
  feedbackOutcomes,
  searchNoteOutcomes,
  upstreamRetryReasons,
  type AnalyticsMetrics,
  type ContentMetrics,
  type DatabaseMetrics,
  type RequestMetrics,
  type RetryReason,
  type UpstreamMetrics,
  type WorkMetrics,
  type WorkOutcome,
} from '../../kernel/metrics.ts';
import { DurationHistogram } from './duration-histogram.ts';
import { watch, type Watched } from './watched-gauges.ts';

/** One registry a composition, so that two services in one process (a test) do not mix. */
export interface Metrics
  extends RequestMetrics, DatabaseMetrics, WorkMetrics, ContentMetrics, UpstreamMetrics, AnalyticsMetrics {
  /** Says where the gauges get their values. */
  watch(watched: Watched): void;
}

const retryReasons: readonly RetryReason[] = ['deadlock', 'lock_wait', 'changed', 'duplicate'];
const workOutcomes: readonly WorkOutcome[] = ['decided', 'superseded', 'failed', 'postponed'];

export function createMetrics(build: { version: string; role: string }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new DurationHistogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer',
    labels: ['route', 'method', 'status'],
  });
  const calls = new DurationHistogram({
    name: 'dependency_request_duration_seconds',
    help: 'Time until an engine has answered; a transaction of mysql includes its statements',
    labels: ['dependency', 'operation', 'outcome'],
  });
  const retries = new Counter({
    name: 'database_transaction_retries_total',
    help: 'Transactions that were run again as a whole',
    labelNames: ['reason'],
    registers,
  });
  const worked = new Counter({
    name: 'worker_decided_total',
    help: 'Rows of the work list that the worker of this process took up',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const gates = new Counter({
    name: 'content_gate_total',
    help: 'Documents that came and items that the clock moved, by what ended their way: none where they were percolated',
    labelNames: ['gate'],
    registers,
  });
  const upstreamRetries = new Counter({
    name: 'upstream_retries_total',
    help: 'Requests to upstream that were sent again, by why',
    labelNames: ['reason'],
    registers,
  });
  const lateAnswers = new Counter({
    name: 'upstream_late_documents_total',
    help: 'Documents from upstream that were passed over, since it gave a later version before, or said since that the item is gone',
    registers,
  });
  const searchesNoted = new Counter({
    name: 'search_analytics_searches_total',
    help: 'Searches that were to be stored for analytics, by what became of them',
    labelNames: ['outcome'],
    registers,
  });
  const searchesWaiting = new Gauge({
    name: 'search_analytics_waiting',
    help: 'Searches that wait to be stored for analytics',
    registers,
  });
  const feedback = new Counter({
    name: 'search_analytics_feedback_total',
    help: 'Clicks and conversions that were told, by what became of them',
    labelNames: ['outcome'],
    registers,
  });
  new Gauge({
    name: 'build_info',
    help: 'Always 1; what runs here',
    labelNames: ['version', 'role', 'node'],
    registers,
  }).set({ ...build, node: process.version }, 1);
  // A counter that is not there yet has no rate.
  for (const reason of retryReasons) {
    retries.inc({ reason }, 0);
  }
  for (const gate of contentGates) {
    gates.inc({ gate }, 0);
  }
  for (const reason of upstreamRetryReasons) {
    upstreamRetries.inc({ reason }, 0);
  }
  for (const outcome of searchNoteOutcomes) {
    searchesNoted.inc({ outcome }, 0);
  }
  for (const outcome of feedbackOutcomes) {
    feedback.inc({ outcome }, 0);
  }
  for (const outcome of workOutcomes) {
    worked.inc({ kind: 'item', outcome }, 0);
    worked.inc({ kind: 'query', outcome }, 0);
  }
  return {
    observe: ({ route, method, status, seconds }) => {
      requests.observe(seconds, route, method, String(status));
    },
    observeCall: ({ dependency, operation, outcome, seconds }) => {
      calls.observe(seconds, dependency, operation, outcome);
    },
    transactionRetried: (reason) => {
      retries.inc({ reason });
    },
    contentStopped: (gate, items) => {
      gates.inc({ gate }, items);
    },
    upstreamRetried: (reason) => {
      upstreamRetries.inc({ reason });
    },
    upstreamAnsweredLate: (documents) => {
      lateAnswers.inc(documents);
    },
    decided: ({ kind, outcome }) => {
      worked.inc({ kind, outcome });
    },
    searchesNoted: (outcome, searches) => {
      searchesNoted.inc({ outcome }, searches);
    },
    searchesWaiting: (searches) => {
      searchesWaiting.set(searches);
    },
    feedbackTold: (outcome, events) => {
      feedback.inc({ outcome }, events);
    },
    render: async () => ({
      contentType: registry.contentType,
      body: `${await registry.metrics()}\n${requests.render()}\n${calls.render()}`,
    }),
    watch: (watched) => {
      watch(registry, watched);
    },
  };
}
