import type { Config } from './config.ts';
import type { Database } from './kernel/database.ts';
import type { Logger } from './kernel/log.ts';
import type { UpstreamMetrics } from './kernel/metrics.ts';
import type { Tracing } from './kernel/tracing.ts';
import type { ItemClaim, Replication } from './replication/port.ts';
import type { DriftReports } from './replication/drift/drift-reports.ts';
import { Poller } from './replication/upstream/poll/poller.ts';
import { PollSchedule } from './replication/upstream/poll/poll-schedule.ts';
import type { SyncRuns } from './replication/runs/sync-runs.ts';
import { Refresher } from './replication/upstream/refresher.ts';
import { RequestBudget } from './replication/upstream/request-budget.mysql.ts';
import { UpstreamClient } from './replication/upstream/upstream-client.http.ts';

/** A round may wait for upstream several times. */
const claimsOfOneRound = 4;

export interface ComposedUpstream {
  client: UpstreamClient;
  refresher: Refresher;
  polls: { poller: Poller; schedule: PollSchedule };
  /** Looks for work; does not wait for it. */
  tick: () => void;
  stop: () => Promise<void>;
}

/** The part of the composition that asks upstream; undefined where none is configured. */
export function composeUpstream(
  config: Config,
  deps: {
    database: Database;
    replication: Pick<Replication, 'store' | 'remove' | 'refreshContent'>;
    runs: SyncRuns;
    drift: DriftReports;
    decide: (claims: readonly ItemClaim[]) => Promise<unknown>;
    /** Asks workers, here or elsewhere, to look for work now. */
    wake: () => void;
    logger: Logger;
    metrics: UpstreamMetrics;
    tracing: Tracing;
  },
): ComposedUpstream | undefined {
  const { upstreamUrl: url, upstreamClientId: clientId, upstreamClientSecret: clientSecret } = config;
  if (url === undefined) {
    return undefined;
  }
  const client = new UpstreamClient({
    ...deps,
    settings: {
      url,
      tokenUrl: config.upstreamTokenUrl ?? `${url}/oauth2/access_token`,
      credentials: clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret },
      timeout: config.upstreamTimeoutMilliseconds,
      pause: config.upstreamPauseMilliseconds,
    },
    budget: new RequestBudget(deps.database, config.upstreamRequestsPerHour),
  });
  const shared = {
    ...deps,
    upstream: client,
    pause: config.upstreamPauseMilliseconds,
    holdSeconds: config.claimSeconds * claimsOfOneRound,
  };
  const poller = new Poller({ ...shared, movingPercent: config.upstreamMovingPercent });
  const refresher = new Refresher({ ...shared, vanishingPercent: config.upstreamVanishingPercent });
  const schedule = new PollSchedule({
    expressions: { changes: config.upstreamChangesCron, full: config.upstreamFullCron },
    open: (kind, tick) => poller.open(kind, tick),
    wake: deps.wake,
    logger: deps.logger,
  });
  return {
    client,
    refresher,
    polls: { poller, schedule },
    tick: () => {
      refresher.tick();
      poller.tick();
    },
    stop: async () => {
      await schedule.stop();
      await Promise.all([poller.stop(), refresher.stop()]);
    },
  };
}
