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
import { commandOf, isFullSize, rowsOf, type BenchOptions, type SuiteName } from './options.ts';
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

interface Step {
  /** One row, or those that share their processes. */
  rows: readonly string[];
  measure: (context: BenchContext) => Promise<Measurement | Measurement[]>;
  /** The rows after it are measured on what it leaves. */
  first?: true;
}

const importStep: Step = { rows: ['import'], measure: measureImport, first: true };

const steps: Readonly<Record<SuiteName, readonly Step[]>> = {
  loop: [importStep, { rows: ['change'], measure: measureChanges }, { rows: ['contains'], measure: measureContains }],
  inclusion: [
    importStep,
    { rows: ['evaluate-all'], measure: measureFirstEvaluation },
    { rows: ['evaluate-again'], measure: measureNextEvaluation },
    { rows: ['candidates'], measure: measureCandidates },
    { rows: ['change'], measure: measureChanges },
    { rows: ['stream'], measure: measureStream },
    { rows: ['edit'], measure: measureEdits },
    { rows: ['fill'], measure: measureFill },
    { rows: ['pages'], measure: measurePages },
    { rows: ['contains-many'], measure: measureContainsMany },
    { rows: ['contains'], measure: measureContains },
  ],
  search: [
    importStep,
    {
      rows: rowsOf.search.filter((row) => row.startsWith('search-') && row !== 'search-fresh'),
      measure: measureSearch,
    },
    { rows: ['search-fresh'], measure: measureFresh },
    { rows: ['reindex'], measure: measureReindex },
  ],
  replication: [
    { rows: ['forms'], measure: measureForms },
    { rows: ['poll-full'], measure: measureFullPoll, first: true },
    { rows: ['poll-again'], measure: measureNextPoll },
    { rows: ['content', 'content-many'], measure: measureContent },
  ],
};

function stepsOf({ suite, rows }: BenchOptions): readonly Step[] {
  const isWanted = (step: Step): boolean => rows.length === 0 || step.rows.some((row) => rows.includes(row));
  const last = steps[suite].findLastIndex(isWanted);
  return steps[suite].filter((step, place) => isWanted(step) || (step.first === true && place < last));
}

/**
 * Measures a suite, row by row, on what the rows before left.
 * @returns `wrong` when an answer of any row was
 * @throws Error when a process or an engine fails; the stores are dropped then too
 */
export async function runSuite(options: BenchOptions, hooks: BenchHooks): Promise<'right' | 'wrong'> {
  const variables = await withEngines('the benchmark', 'thorough');
  const stores = await openStores(variables, hooks.stores ?? 'percolog-bench');
  const folder = await mkdtemp(join(tmpdir(), 'percolog-bench-'));
  try {
    const frame: Frame = {
      command: commandOf(options),
      machine: await describeMachine(stores.addresses),
      judged: isFullSize(options),
    };
    const context = await makeContext(options, hooks, stores, folder);
    let outcome: 'right' | 'wrong' = 'right';
    for (const { measure } of stepsOf(options)) {
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
