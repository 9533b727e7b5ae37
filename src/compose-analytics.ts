import type { Config } from './config.ts';
import type { Database } from './kernel/database.ts';
import type { Logger } from './kernel/log.ts';
import type { AnalyticsMetrics } from './kernel/metrics.ts';
import { MysqlSearchAnalytics } from './search/analytics/analytics.ts';
import { TendSchedule } from './search/analytics/tend-schedule.ts';

/** Search analytics, and what workers do for them, from the settings. @param parts.now what time it is, ms since the epoch */
export function composeAnalytics(
  config: Config,
  parts: { database: Database; now: (databaseNow: Date) => number; metrics: AnalyticsMetrics; logger: Logger },
): { analytics: MysqlSearchAnalytics; analyticsSchedule: TendSchedule } {
  const analytics = new MysqlSearchAnalytics({
    ...parts,
    enabled: config.searchAnalytics === 'on',
    days: config.searchAnalyticsDays,
    leastUsers: config.searchAnalyticsLeastUsers,
  });
  const { logger } = parts;
  return { analytics, analyticsSchedule: new TendSchedule({ tend: (signal) => analytics.tend(signal), logger }) };
}
