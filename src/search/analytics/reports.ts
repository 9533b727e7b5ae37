import type { Queryable } from '../../kernel/database.ts';
import { dayOf } from './calendar.ts';
import type { DayReport, ReportRequest, SearchCounts, TextOrder, TextsReport } from './models.ts';
import { countTold, readDays, readTexts } from './reports.mysql.ts';
import type { Counts } from './tallies.ts';

/** What a report of texts counts; see `orders` in reports.mysql.ts. */
const counted = { top: 'searches', 'no-results': 'unfound', clicks: 'clicked' } as const satisfies Record<
  TextOrder,
  keyof Counts
>;

/** See `SearchAnalytics.days` in models.ts. */
export async function reportDays(on: Queryable, request: ReportRequest): Promise<DayReport[]> {
  if (isNobody(request)) {
    return [];
  }
  const rows = await readDays(on, request);
  return rows.map(({ day, ...counts }) => ({
    day: dayOf(day.getTime()),
    users: counts.users,
    ...presentCounts(counts),
  }));
}

/** See `SearchAnalytics.texts` in models.ts. */
export async function reportTexts(
  on: Queryable,
  order: TextOrder,
  request: ReportRequest & { leastUsers: number },
): Promise<TextsReport> {
  if (isNobody(request)) {
    return { texts: [], others: 0 };
  }
  const rows = await readTexts(on, order, request);
  const told = await countTold(on, request);
  const days = await readDays(on, request);
  const count = counted[order];
  const all = days.reduce((sum, day) => sum + day[count], 0);
  return {
    texts: rows.map(({ text, ...counts }) => ({ text, ...presentCounts(counts) })),
    // Read a moment apart.
    others: Math.max(all - told[count], 0),
  };
}

function isNobody({ customers }: ReportRequest): boolean {
  return customers !== 'every' && customers.size === 0;
}

function presentCounts(counts: Counts): SearchCounts {
  const { searches, unfound, relaxed, tracked, clicked, clicks, positions, converted, conversions } = counts;
  const meanClickPosition = clicks === 0 ? null : positions / clicks;
  return { searches, unfound, relaxed, tracked, clicked, clicks, meanClickPosition, converted, conversions };
}
