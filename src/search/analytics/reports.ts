import type { Queryable } from '../../kernel/database.ts';
import { dayOf } from './calendar.ts';
import type { DayReport, ReportRequest, SearchCounts, TextOrder, TextsReport } from './models.ts';
import { readDays, readTexts, readToldTexts } from './reports.mysql.ts';
import type { Counts } from './tallies.ts';

/** What a report of texts is about: its texts have some of it, those with most come first. */
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
  const count = counted[order];
  const told = await readToldTexts(on, count, request);
  const whats = told.map(({ what }) => what);
  const rows = whats.length === 0 ? [] : await readTexts(on, whats, request);
  const days = await readDays(on, request);
  const all = days.reduce((sum, day) => sum + day[count], 0);
  const byCount = rows.sort((one, other) => other[count] - one[count] || (one.text < other.text ? -1 : 1));
  return {
    texts: byCount.map(({ text, ...counts }) => ({ text, ...presentCounts(counts) })),
    // Read a moment apart.
    others: Math.max(all - (told[0]?.told ?? 0), 0),
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
