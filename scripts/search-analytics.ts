import { parseArgs } from 'node:util';
import { dayMilliseconds, dayOf, startOf, type ReportRequest } from '../src/search/port.ts';
import { table } from './access/table.ts';
import { withService } from './with-service.ts';

const help = `npm run search-analytics -- top | no-results | clicks | days [options]

What is searched for, and what comes of it. Texts are told that enough have searched for within one week (SEARCH_ANALYTICS_LEAST_USERS).

  top                the most frequent texts
  no-results         those that found nothing
  clicks             those with clicks, with click-through and conversion rate and mean position
  days               searches and those who search, by day

  --customer UUID    only this customer's searches; otherwise everybody's
  --since DAY        the first day (YYYY-MM-DD, UTC); 29 days before the last one unless told
  --until DAY        the last day; today unless told
  --locale LOCALE    only searches in this language
  --limit N          as many texts; 20 unless told
  --json             prints JSON rather than a table

Exit code: 0 done, 1 failed.`;

const reports = ['top', 'no-results', 'clicks', 'days'] as const;

interface Wanted {
  report: (typeof reports)[number];
  request: ReportRequest;
  json: boolean;
}

async function main(): Promise<number> {
  const wanted = readArguments();
  if ('exit' in wanted) {
    return wanted.exit;
  }
  const { report, request, json } = wanted;
  return withService('looking at search analytics', async (service) => {
    await service.prepare();
    const { analytics } = service;
    const { rows, others } =
      report === 'days'
        ? { rows: await analytics.days(request), others: 0 }
        : await analytics.texts(report, request).then((found) => ({ rows: found.texts, others: found.others }));
    process.stdout.write(json ? `${JSON.stringify({ report, others, rows })}\n` : tableOf(rows));
    if (!json && others > 0) {
      process.stdout.write(`and ${String(others)} with texts that too few have searched for\n`);
    }
    return 0;
  });
}

function readArguments(): Wanted | { exit: number } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      customer: { type: 'string' },
      since: { type: 'string' },
      until: { type: 'string', default: dayOf(Date.now()) },
      locale: { type: 'string' },
      limit: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const report = reports.find((name) => name === positionals[0]);
  const limit = Number(values.limit);
  const last = startOf(values.until);
  const since = values.since ?? (Number.isNaN(last) ? '' : dayOf(last - 29 * dayMilliseconds));
  const areDays = startOf(since) <= last;
  if (values.help || report === undefined || positionals.length > 1 || !(limit >= 1) || !areDays) {
    process[values.help ? 'stdout' : 'stderr'].write(`${help}\n`);
    return { exit: values.help ? 0 : 1 };
  }
  return {
    report,
    json: values.json,
    request: {
      customers: values.customer === undefined ? 'every' : new Set([values.customer.toLowerCase()]),
      since,
      until: values.until,
      ...(values.locale === undefined ? {} : { locale: values.locale }),
      limit: Math.floor(limit),
    },
  };
}

function tableOf(rows: readonly object[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => Object.values(row).map(cellOf));
  return rows.length === 0 ? 'nothing\n' : table([names, ...lines]);
}

function cellOf(value: unknown): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : typeof value === 'string' ? value : '';
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`search-analytics: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
