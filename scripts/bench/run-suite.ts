import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCorpus } from '../corpus/write-corpus.ts';
import { withEngines } from '../stack/with-engines.ts';
import { corpusFilesIn, type BenchContext } from './context.ts';
import { Judge, type QueryLine } from './judge.ts';
import { describeMachine } from './machine.ts';
import { measureCandidates } from './measure-candidates.ts';
import { measureChanges } from './measure-changes.ts';
import { measureContains } from './measure-contains.ts';
import { measureEdits } from './measure-edits.ts';
import { measureFirstEvaluation, measureNextEvaluation } from './measure-evaluation.ts';
import { measureFill } from './measure-fill.ts';
import { measureImport } from './measure-import.ts';
import { measureContainsMany } from './measure-contains-many.ts';
import { measureContent } from './measure-content.ts';
import { measureForms } from './measure-forms.ts';
import { measurePages } from './measure-pages.ts';
import { measureFullPoll, measureNextPoll } from './measure-polls.ts';
import { measureStream } from './measure-stream.ts';
import { measureFresh } from './search/measure-fresh.ts';
import { measureReindex } from './search/measure-reindex.ts';
import { measureSearch } from './search/measure-search.ts';
import { commandOf, isFullSize, rowsOf, rowsThatMake, type BenchOptions, type SuiteName } from './options.ts';
import { readDocuments } from './read-documents.ts';
import { presentRow, type Frame, type Measurement } from './row.ts';
import { openStores, type ScratchStores } from '../scratch/stores.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The moment that the corpus is made around; runs are past, current or upcoming as seen from it. */
const corpusNow = Date.UTC(2026, 10, 20);

export interface BenchHooks {
  /** Takes a finished row. */
  emit: (row: object) => void;
  say: (line: string) => void;
  signal: AbortSignal;
  /** What the stores are called: small letters, digits and hyphens. */
  stores?: string;
}

type Measure = (context: BenchContext) => Promise<Measurement | Measurement[]>;

/** What measures each row; rows that share their processes have one in common. */
const measures: { readonly [Suite in SuiteName]: Readonly<Record<(typeof rowsOf)[Suite][number], Measure>> } = {
  loop: { import: measureImport, change: measureChanges, contains: measureContains },
  inclusion: {
    import: measureImport,
    'evaluate-all': measureFirstEvaluation,
    'evaluate-again': measureNextEvaluation,
    candidates: measureCandidates,
    change: measureChanges,
    stream: measureStream,
    edit: measureEdits,
    fill: measureFill,
    pages: measurePages,
    'contains-many': measureContainsMany,
    contains: measureContains,
  },
  replication: {
    forms: measureForms,
    'poll-full': measureFullPoll,
    'poll-again': measureNextPoll,
    content: measureContent,
    'content-many': measureContent,
  },
  search: {
    import: measureImport,
    'search-typed': measureSearch,
    'search-typed-together': measureSearch,
    'search-empty-together': measureSearch,
    'search-suggest': measureSearch,
    'search-landing': measureSearch,
    'search-twenty': measureSearch,
    'search-fresh': measureFresh,
    reindex: measureReindex,
  },
};

/** In the order of the suite, each once. */
function measuresOf({ suite, rows, kept }: BenchOptions): readonly Measure[] {
  const all: readonly string[] = rowsOf[suite];
  const isWanted = (row: string): boolean => rows.length === 0 || rows.includes(row);
  const last = all.findLastIndex(isWanted);
  const needed = all.filter((row, place) => (rowsThatMake.has(row) ? !kept && place <= last : isWanted(row)));
  const own: Readonly<Record<string, Measure>> = measures[suite];
  return [...new Set(needed.flatMap((row) => own[row] ?? []))];
}

/**
 * Measures a suite, row by row, on what the rows before left.
 * @returns `wrong` when an answer of any row was
 * @throws Error when a process or an engine fails; the stores are dropped then too
 */
export async function runSuite(options: BenchOptions, hooks: BenchHooks): Promise<'right' | 'wrong'> {
  const variables = await withEngines('the benchmark', 'thorough');
  const stores = await openStores(variables, hooks.stores ?? 'percolog-bench', { kept: options.kept });
  const folder = await mkdtemp(join(tmpdir(), 'percolog-bench-'));
  try {
    const frame: Frame = {
      command: commandOf(options),
      machine: await describeMachine(stores.addresses),
      judged: isFullSize(options),
    };
    const context = await makeContext(options, hooks, stores, folder);
    let outcome: 'right' | 'wrong' = 'right';
    for (const measure of measuresOf(options)) {
      for (const measurement of [await measure(context)].flat()) {
        hooks.emit(presentRow(measurement, frame, new Date()));
        outcome = measurement.wrong.count > 0 ? 'wrong' : outcome;
      }
    }
    return outcome;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await stores.close({ keep: options.keep });
  }
}

async function makeContext(
  options: BenchOptions,
  { say, signal }: BenchHooks,
  stores: ScratchStores,
  folder: string,
): Promise<BenchContext> {
  const { seed, items, filters, catalogs, customers } = options;
  say(`a corpus of ${String(items)} items and ${String(filters)} filters`);
  await writeCorpus({ out: folder, seed, items, filters, catalogs, customers, now: corpusNow }, { signal });
  const corpus = corpusFilesIn(folder);
  const lines: QueryLine[] = [];
  for await (const line of readDocuments<QueryLine>(corpus.queries)) {
    lines.push(line);
  }
  const judge = new Judge(lines);
  return { options, stores, corpus, judge, root, folder, say, signal };
}
