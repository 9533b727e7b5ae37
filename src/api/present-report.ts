import type { Static } from 'typebox';
import type { DayReport, SearchCounts, TextReport } from '../search/port.ts';
import type { ReportSchema } from './schemas/search-analytics.ts';

export type ReportRow = Static<typeof ReportSchema>['results'][number];

/** A day or a text of a report, with the rates that its counts make. */
export function presentReportRow(row: DayReport | TextReport): ReportRow {
  return { ...('day' in row ? { day: row.day, users: row.users } : { text: row.text }), ...presentCounts(row) };
}

/** Rows as CSV (RFC 4180), with a line of names. */
export function csvOf(rows: readonly ReportRow[]): string {
  const names = Object.keys(rows[0] ?? {}) as (keyof ReportRow)[];
  const lines = rows.map((row) => names.map((name) => cellOf(row[name] ?? null)).join(','));
  return [names.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

function presentCounts(counts: SearchCounts) {
  const { searches, unfound, relaxed, tracked, clicked, clicks, meanClickPosition, converted, conversions } = counts;
  return {
    searches,
    no_results: unfound,
    relaxed,
    tracked,
    clicked,
    clicks,
    converted,
    conversions,
    click_through_rate: rateOf(clicked, tracked),
    conversion_rate: rateOf(converted, tracked),
    mean_click_position: meanClickPosition,
  };
}

function rateOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Learners type the texts: one that begins like a formula must not become one in a spreadsheet. */
function cellOf(value: string | number | null): string {
  if (typeof value !== 'string') {
    return value === null ? '' : String(value);
  }
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
