import { parseArgs } from 'node:util';

/** What a corpus is made of; the same options give the same bytes. */
export interface CorpusOptions {
  /** Folder to write to; made when missing. */
  out: string;
  seed: number;
  items: number;
  filters: number;
  catalogs: number;
  customers: number;
  /** The reference instant, milliseconds since 1970: runs are past, current or upcoming as seen from here. */
  now: number;
}

export type ParsedOptions =
  { kind: 'options'; options: CorpusOptions } | { kind: 'help' } | { kind: 'errors'; errors: string[] };

const DEFAULT_NOW = '2026-11-20T00:00:00Z';

/** Option, default, least and greatest value, and what it is. */
const NUMBERS = [
  ['seed', 1, 0, Number.MAX_SAFE_INTEGER, 'another seed gives another corpus of the same kind'],
  ['items', 33_500, 4, 10_000_000, 'courses, runs, programs and pathways together'],
  ['filters', 1_439, 0, 1_000_000, 'catalog queries'],
  ['catalogs', 3_000, 0, 10_000_000, 'catalogs, each of a customer and a query'],
  ['customers', 1_250, 0, 1_000_000, 'customers'],
] as const;

const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2}))?$/;

export const HELP = `Writes a made-up corpus: content.jsonl, queries.jsonl, catalogs.jsonl and customers.jsonl.
The same options give byte-identical files on any machine.

usage: npm run corpus -- --out DIR [options]

  --out DIR         folder to write to; made when missing, files of these names are replaced
${NUMBERS.map(([name, standard, , , help]) => `  ${`--${name} N`.padEnd(16)}  ${help} (default ${String(standard)})`).join('\n')}
  --now INSTANT     reference instant for dates and availability, ISO 8601 (default ${DEFAULT_NOW})
  --help            this text

Prints a JSON summary on stdout, progress on stderr.
Exit codes: 0 written, 1 failed or interrupted (nothing is left behind), 2 wrong arguments.
`;

/** Reads command-line arguments; reports every mistake, not only the first. */
export function parseOptions(argv: readonly string[]): ParsedOptions {
  let values: Record<string, string | boolean | undefined>;
  try {
    const text = { type: 'string' } as const;
    const options = { out: text, seed: text, items: text, filters: text, catalogs: text, customers: text, now: text };
    ({ values } = parseArgs({ args: [...argv], options: { ...options, help: { type: 'boolean', short: 'h' } } }));
  } catch (error) {
    return { kind: 'errors', errors: [error instanceof Error ? error.message : String(error)] };
  }
  if (values['help'] === true) {
    return { kind: 'help' };
  }
  const errors: string[] = [];
  const numbers = NUMBERS.map(([name, standard, least, most]) => {
    return readNumber(name, values[name], { standard, least, most }, errors);
  });
  const [seed = 0, items = 0, filters = 0, catalogs = 0, customers = 0] = numbers;
  const now = readInstant(values['now'], errors);
  const out = typeof values['out'] === 'string' ? values['out'].trim() : '';
  if (out === '') {
    errors.push('--out DIR is missing');
  }
  if (catalogs > 0 && (filters === 0 || customers === 0)) {
    errors.push('--catalogs needs at least one filter and one customer; ask for --catalogs 0 to have none');
  }
  if (errors.length > 0) {
    return { kind: 'errors', errors };
  }
  return { kind: 'options', options: { out, seed, items, filters, catalogs, customers, now } };
}

function readNumber(
  name: string,
  given: string | boolean | undefined,
  { standard, least, most }: { standard: number; least: number; most: number },
  errors: string[],
): number {
  if (given === undefined) {
    return standard;
  }
  const number = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (!(number >= least && number <= most)) {
    errors.push(`--${name} must be a whole number from ${String(least)} to ${String(most)}, not "${String(given)}"`);
    return standard;
  }
  return number;
}

function readInstant(given: string | boolean | undefined, errors: string[]): number {
  const text = given === undefined ? DEFAULT_NOW : String(given);
  const instant = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse carries February 30 over into March, so the day must come back unchanged.
  const day = Date.parse(text.slice(0, 10));
  const isRealDay = !Number.isNaN(day) && new Date(day).toISOString().slice(0, 10) === text.slice(0, 10);
  if (Number.isNaN(instant) || !isRealDay) {
    errors.push(`--now must be an ISO 8601 instant such as ${DEFAULT_NOW}, not "${text}"`);
    return 0;
  }
  return instant;
}
