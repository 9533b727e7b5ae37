import { join } from 'node:path';
import type { Judge } from './judge.ts';
import type { BenchOptions } from './options.ts';
import type { ScratchContext } from '../scratch/service.ts';

/** A service as it was before there was access control: nobody is asked who he is, or how often he comes. */
export const openToAll = { ACCESS_CONTROL: 'off', RATE_LIMITS: 'off' } as const;

/** What the rows of one run share. The folder holds logs and plans, and is removed at the end. */
export interface BenchContext extends ScratchContext {
  options: BenchOptions;
  corpus: CorpusFiles;
  judge: Judge;
  /** Takes a line of progress for a person. */
  say: (line: string) => void;
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
