import { join } from 'node:path';
import type { Judge } from './judge.ts';
import type { LoopOptions } from './options.ts';
import type { BenchStores } from './stores.ts';

/** What the rows of one run share. */
export interface BenchContext {
  options: LoopOptions;
  stores: BenchStores;
  corpus: CorpusFiles;
  judge: Judge;
  /** The checkout. */
  root: string;
  /** For logs and plans; removed at the end. */
  folder: string;
  /** Takes a line of progress for a person. */
  say: (line: string) => void;
  signal: AbortSignal;
}

export interface CorpusFiles {
  content: string;
  queries: string;
  catalogs: string;
  customers: string;
}

/** The files that the corpus generator writes into a folder. */
export function corpusFilesIn(folder: string): CorpusFiles {
  const file = (name: string): string => join(folder, `${name}.jsonl`);
  return {
    content: file('content'),
    queries: file('queries'),
    catalogs: file('catalogs'),
    customers: file('customers'),
  };
}
