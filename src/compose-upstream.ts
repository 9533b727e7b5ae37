import type { Config } from './config.ts';
import type { Database } from './kernel/database.ts';
import type { Logger } from './kernel/log.ts';
import type { UpstreamMetrics } from './kernel/metrics.ts';
import type { Tracing } from './kernel/tracing.ts';
import type { ItemClaim, Replication } from './replication/port.ts';
import { Refresher } from './replication/upstream/refresher.ts';
import { RequestBudget } from './replication/upstream/request-budget.mysql.ts';
import { UpstreamClient } from './replication/upstream/upstream-client.http.ts';

/** A round may wait for upstream several times. */
const claimsOfOneRound = 4;

/** The part of the composition that asks upstream; undefined where none is configured. */
export function composeUpstream(
  config: Config,
  deps: {
    database: Database;
    replication: Pick<Replication, 'store' | 'remove'>;
    decide: (claims: readonly ItemClaim[]) => Promise<unknown>;
    logger: Logger;
    metrics: UpstreamMetrics;
    tracing: Tracing;
  },
): { client: UpstreamClient; refresher: Refresher } | undefined {
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
  const refresher = new Refresher({
    ...deps,
    upstream: client,
    pause: config.upstreamPauseMilliseconds,
    holdSeconds: config.claimSeconds * claimsOfOneRound,
    vanishingPercent: config.upstreamVanishingPercent,
  });
  return { client, refresher };
}
