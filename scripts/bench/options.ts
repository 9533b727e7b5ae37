import { parseArgs } from 'node:util';

/** What the main loop is measured on. */
export interface LoopOptions {
  items: number;
  filters: number;
  catalogs: number;
  customers: number;
  seed: number;
  /** Courses changed one after the other. */
  changes: number;
  /** Containment requests that are counted; those that warm up come before. */
  requests: number;
  /** Leave the database, the indices and the Redis keys as they are at the end. */
  keep: boolean;
  /** No progress on stderr. */
  jsonOnly: boolean;
}

export type ParsedOptions =
  { kind: 'options'; options: LoopOptions } | { kind: 'help' } | { kind: 'errors'; errors: string[] };

/** Option, default, the default under --quick, least and greatest value, and what it is. */
const NUMBERS = [
  ['items', 33_500, 2_000, 100, 10_000_000, 'courses, runs, programs and pathways together'],
  ['filters', 1_439, 200, 1, 1_000_000, 'catalog queries'],
  ['catalogs', 3_000, 300, 1, 10_000_000, 'catalogs, each of a customer and a query'],
  ['customers', 1_250, 1_250, 1, 1_000_000, 'customers'],
  ['seed', 1, 1, 0, Number.MAX_SAFE_INTEGER, 'another seed gives another corpus, other changes and other requests'],
  ['changes', 300, 50, 1, 100_000, 'courses changed, one after the other'],
  ['requests', 40_000, 4_000, 32, 10_000_000, 'containment requests, 32 at a time, every URL new'],
] as const;

export const HELP = `Measures the main loop on stores of its own, and checks every answer.

usage: npm run bench -- loop [options]

${NUMBERS.map(([name, standard, quick, , , help]) => `  ${`--${name} N`.padEnd(14)}  ${help} (default ${String(standard)}${quick === standard ? '' : `, quick ${String(quick)}`})`).join('\n')}
  --quick         the small sizes, to see that it works; goals are not judged
  --keep          leave the stores as they are at the end
  --json-only     no progress on stderr
  --help          this text

One JSON line a row on stdout:
  import    everything from nothing, until every membership is committed
  change    one changed course, from the request to committed memberships, at once found by search
  contains  contains_content_items, half of the answers false
Times carry their unit in their names. floor: the least that the engines alone need for the same work, measured in the same
run; ratio: how many times as long as the floor it took. A row with wrong answers shows "wrong" and examples, and no time.

Works in the database percolog_bench, indices percolog-bench-* and Redis keys percolog-bench:*, dropped before and after.
NODE_OPTIONS='--cpu-prof --cpu-prof-dir=DIR' writes profiles of all its processes (and makes them slower).
Exit codes: 0 all answers right, 1 wrong answers or failed, 2 wrong arguments. Whether goals are met is in the rows only.
`;

/** The sizes for which the goals are set. */
export function isFullSize(options: LoopOptions): boolean {
  return NUMBERS.every(
    ([name, standard]) => !['items', 'filters', 'catalogs'].includes(name) || options[name] >= standard,
  );
}

/** The command that measures the same again. */
export function commandOf(options: LoopOptions): string {
  return `npm run bench -- loop ${NUMBERS.map(([name]) => `--${name} ${String(options[name])}`).join(' ')}`;
}

/** Reads command-line arguments; reports every mistake, not only the first. */
export function parseOptions(argv: readonly string[]): ParsedOptions {
  let values: Record<string, string | boolean | undefined>;
  let positionals: string[];
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    ({ values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(NUMBERS.map(([name]) => [name, text])),
        quick: flag,
        keep: flag,
        'json-only': flag,
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return { kind: 'errors', errors: [error instanceof Error ? error.message : String(error)] };
  }
  if (values['help'] === true) {
    return { kind: 'help' };
  }
  const errors: string[] = [];
  if (positionals.length !== 1 || positionals[0] !== 'loop') {
    errors.push('say what to measure: loop');
  }
  const options: LoopOptions = {
    ...{ items: 0, filters: 0, catalogs: 0, customers: 0, seed: 0, changes: 0, requests: 0 },
    keep: values['keep'] === true,
    jsonOnly: values['json-only'] === true,
  };
  for (const [name, standard, quick, least, most] of NUMBERS) {
    const given = values[name];
    const number =
      given === undefined
        ? values['quick'] === true
          ? quick
          : standard
        : typeof given === 'string' && /^\d+$/.test(given)
          ? Number(given)
          : Number.NaN;
    if (!(number >= least && number <= most)) {
      errors.push(`--${name} must be a whole number from ${String(least)} to ${String(most)}, not "${String(given)}"`);
    }
    options[name] = number;
  }
  return errors.length > 0 ? { kind: 'errors', errors } : { kind: 'options', options };
}
