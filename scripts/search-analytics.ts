import { parseArgs } from 'node:util';
import { isUuid } from '../src/kernel/ids.ts';
import { dayMilliseconds, dayOf, startOf, type ReportRequest } from '../src/search/port.ts';
import { table } from './access/table.ts';
import { readLocale } from './search/read-locale.ts';
import { ArgumentError, runCommand } from './stack/command.ts';
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

Exit code: 0 done, 1 failed, 2 wrong arguments.
`;

const reports = ['top', 'no-results', 'clicks', 'days'] as const;

interface Wanted {
  report: (typeof reports)[number];
  request: ReportRequest;
  json: boolean;
}

async function main(args: string[]): Promise<number> {
  const wanted = readArguments(args);
  if (wanted === 'help') {
    process.stdout.write(help);
    return 0;
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

/** @throws ArgumentError that says what is wrong */
function readArguments(args: string[]): Wanted | 'help' {
  const { values, positionals } = parseArgs({
    args,
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
  if (values.help) {
    return 'help';
  }
  const report = reports.find((name) => name === positionals[0]);
  if (report === undefined || positionals.length > 1) {
    throw new ArgumentError(`say which report: ${reports.join(', ')}\n\n${help}`);
  }
  const last = readDay('until', values.until);
  const since = values.since ?? dayOf(last - 29 * dayMilliseconds);
  if (readDay('since', since) > last) {
    throw new ArgumentError(`--since ${since} is after --until ${values.until}`);
  }
  if (!/^[1-9]\d{0,5}$/.test(values.limit)) {
    throw new ArgumentError(`--limit is a whole number from 1, not ${values.limit}`);
  }
  const { customer } = values;
  if (customer !== undefined && !isUuid(customer)) {
    throw new ArgumentError(`--customer is a UUID, not ${customer}`);
  }
  return {
    report,
    json: values.json,
    request: {
      customers: customer === undefined ? 'every' : new Set([customer.toLowerCase()]),
      since,
      until: values.until,
      ...(values.locale === undefined ? {} : { locale: readLocale(values.locale) }),
      limit: Number(values.limit),
    },
  };
}

/** @returns its first moment */
function readDay(option: string, day: string): number {
  const start = startOf(day);
  if (Number.isNaN(start)) {
    throw new ArgumentError(`--${option} is a day such as 2026-03-01, not ${day}`);
  }
  return start;
}

function tableOf(rows: readonly object[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => Object.values(row).map(cellOf));
  return rows.length === 0 ? 'nothing\n' : table([names, ...lines]);
}

function cellOf(value: unknown): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : typeof value === 'string' ? value : '';
}

await runCommand(main);
