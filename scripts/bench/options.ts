import { parseArgs } from 'node:util';

/** The suites of rows; the first rows of each make the state that the later ones need. */
export const suites = ['loop', 'inclusion', 'replication', 'search'] as const;
export type SuiteName = (typeof suites)[number];

/** What each suite measures, in this order. */
export const rowsOf = {
  loop: ['import', 'change', 'contains'],
  inclusion: [
    ...['import', 'evaluate-all', 'evaluate-again', 'candidates', 'change', 'stream', 'edit', 'fill'],
    ...['pages', 'contains-many', 'contains'],
  ],
  replication: ['forms', 'poll-full', 'poll-again', 'content', 'content-many'],
  search: [
    ...['import', 'search-typed', 'search-typed-together', 'search-empty-together', 'search-suggest'],
    ...['search-landing', 'search-twenty', 'search-fresh', 'reindex'],
  ],
} as const satisfies Record<SuiteName, readonly string[]>;

/** The rows after these are measured on what they leave. */
export const rowsThatMake: ReadonlySet<string> = new Set(['import', 'poll-full']);

/** What is measured, and on what. */
export interface BenchOptions {
  suite: SuiteName;
  /** The rows that are wanted; all of the suite when empty. */
  rows: readonly string[];
  items: number;
  filters: number;
  catalogs: number;
  customers: number;
  seed: number;
  /** Courses changed one after the other. */
  changes: number;
  /** Filters changed one after the other. */
  edits: number;
  /** How long courses are changed as fast as they are taken. */
  seconds: number;
  /** Containment requests that are counted; those that warm up come before. */
  requests: number;
  /** Leave the database, the indices and the Redis keys as they are at the end. */
  keep: boolean;
  /** Go on with what a run with `keep` left, instead of making it anew. */
  kept: boolean;
  /** No progress on stderr. */
  jsonOnly: boolean;
}

export type ParsedOptions =
  { kind: 'options'; options: BenchOptions } | { kind: 'help' } | { kind: 'errors'; errors: string[] };

/** Option, default, the default under --quick, least and greatest value, and what it is. */
const NUMBERS = [
  ['items', 33_500, 2_000, 100, 10_000_000, 'courses, runs, programs and pathways together'],
  ['filters', 1_439, 200, 1, 1_000_000, 'catalog queries'],
  ['catalogs', 3_000, 300, 1, 10_000_000, 'catalogs, each of a customer and a query'],
  ['customers', 1_250, 1_250, 1, 1_000_000, 'customers'],
  ['seed', 1, 1, 0, Number.MAX_SAFE_INTEGER, 'another seed gives another corpus, other changes and other requests'],
  ['changes', 300, 50, 1, 100_000, 'courses changed, one after the other; in search by four clients'],
  ['edits', 100, 10, 1, 10_000, 'filters changed, one after the other (inclusion)'],
  ['seconds', 60, 5, 1, 3_600, 'of a stream of changed courses (inclusion), of searches before a rebuild (search)'],
  ['requests', 40_000, 4_000, 32, 10_000_000, 'requests for containment or one item, 32 at a time'],
] as const;

export const HELP = `Measures the service on stores of its own, and checks every answer.

usage: npm run bench -- SUITE [options]        SUITE: loop (the main loop), inclusion (filters and memberships),
                                                     replication (content from upstream) or search

${NUMBERS.map(([name, standard, quick, , , help]) => `  ${`--${name} N`.padEnd(14)}  ${help} (default ${String(standard)}${quick === standard ? '' : `, quick ${String(quick)}`})`).join('\n')}
  --rows A,B      only these rows of the suite, and those that make what they are measured on
  --quick         the small sizes, to see that it works; goals are not judged
  --keep          leave the stores as they are at the end
  --kept          measure on what a run with --keep and the same sizes left, of this suite or another with an import
  --json-only     no progress on stderr
  --help          this text

One JSON line a row on stdout:
  import          everything from nothing, until every membership is committed                (all but replication)
  change          one changed course, from the request to committed memberships (loop: and found by search)  (loop, inclusion)
  contains        contains_content_items, half of the answers false                                  (loop, inclusion)
  evaluate-all    every filter evaluated by a worker, from no membership to all committed                       (inclusion)
  evaluate-again  the same with nothing changed: no row may be written                                          (inclusion)
  candidates      items that filters by lists of keys and organisations are run on, for one that matches        (inclusion)
  stream          changed courses in batches of 50 from eight clients, as fast as they are committed                  (inclusion)
  edit            one changed filter, from the request to committed memberships                                 (inclusion)
  fill            a new filter that takes in nearly everything, all of its members new                          (inclusion)
  pages           get_content_metadata: first pages of catalogs of any size, last ones by cursor                  (inclusion)
  contains-many   1,000 keys against 100 catalogs in one request                                                (inclusion)
  forms           the contract checked and every form made, nothing stored                                    (replication)
  poll-full       everything from an upstream that stands in, into an empty database                          (replication)
  poll-again      the same with nothing changed: no row of content may be written                             (replication)
  content         content-metadata/KEY of items of some 15 kB, 32 at a time                                   (replication)
  content-many    content_identifiers with 100 keys, 8 at a time; a fiftieth of --requests                    (replication)
  search-typed    titles as they are typed, nine facets, twenty catalogs, one after another; an 80th of --requests (search)
  search-typed-together, search-empty-together  the same and no words, 16 at a time; a twentieth of --requests   (search)
  search-suggest  suggestions for the same letters                                                                 (search)
  search-landing  five searches with nine facets in the portal's protocol, in one request                         (search)
  search-twenty   twenty searches in one request                                                                   (search)
  search-fresh    one changed course, from the request until a search finds a new word in its title                (search)
  reindex         the content index built anew in two languages, with 50 changes a second and searches going on    (search)
Times carry their unit in their names. floor: the least that the engines alone need for the same work, measured in the same
run; ratio: how many times as long as the floor it took. A row with wrong answers shows "wrong" and examples, and no time.

Works in the database percolog_bench, indices percolog-bench-* and Redis keys percolog-bench:*, dropped before and after.
NODE_OPTIONS='--cpu-prof --cpu-prof-dir=DIR' writes profiles of all its processes (and makes them slower).
Exit codes: 0 all answers right, 1 wrong answers or failed, 2 wrong arguments. Whether goals are met is in the rows only.
`;

/** The sizes for which the goals are set. */
export function isFullSize(options: BenchOptions): boolean {
  return NUMBERS.every(
    ([name, standard]) => !['items', 'filters', 'catalogs'].includes(name) || options[name] >= standard,
  );
}

/** The command that measures the same again. */
export function commandOf(options: BenchOptions): string {
  const rows = options.rows.length === 0 ? '' : ` --rows ${options.rows.join(',')}`;
  const kept = options.kept ? ' --kept' : '';
  return `npm run bench -- ${options.suite}${rows}${kept} ${NUMBERS.map(([name]) => `--${name} ${String(options[name])}`).join(' ')}`;
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
        rows: text,
        quick: flag,
        keep: flag,
        kept: flag,
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
  const suite = positionals.length === 1 ? suites.find((name) => name === positionals[0]) : undefined;
  if (suite === undefined) {
    errors.push(`say what to measure: ${suites.join(', ')}`);
  }
  const rows = typeof values['rows'] === 'string' ? values['rows'].split(',') : [];
  const known: readonly string[] = suite === undefined ? rows : rowsOf[suite];
  const unknown = rows.filter((row) => !known.includes(row));
  if (unknown.length > 0) {
    errors.push(`${String(suite)} has no row ${unknown.map((row) => `"${row}"`).join(', ')}, but ${known.join(', ')}`);
  }
  if (values['kept'] === true && rows.some((row) => rowsThatMake.has(row))) {
    errors.push(`--kept goes on with what is there: ${[...rowsThatMake].join(' and ')} would make it anew`);
  }
  const options: BenchOptions = {
    suite: suite ?? 'loop',
    rows,
    ...{ items: 0, filters: 0, catalogs: 0, customers: 0, seed: 0, changes: 0, edits: 0, seconds: 0, requests: 0 },
    keep: values['keep'] === true,
    kept: values['kept'] === true,
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
