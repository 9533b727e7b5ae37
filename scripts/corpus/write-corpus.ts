import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogLines } from './catalogs.ts';
import { contentDocuments } from './content.ts';
import { customerLine } from './customers.ts';
import { type WrittenFile, writeJsonLines } from './jsonl-file.ts';
import { makeLinks } from './links.ts';
import type { CorpusOptions } from './options.ts';
import { nameQueries, queryLines } from './queries.ts';
import { type ItemCounts, makeWorld } from './world.ts';

export interface CorpusSummary {
  out: string;
  seed: number;
  now: string;
  items: ItemCounts;
  files: WrittenFile[];
}

export interface CorpusHooks {
  /** Hears of progress, every few hundred lines and at the end: lines written and lines to write, all files together. */
  onProgress?: (done: number, total: number) => void;
  /** Stops the writing; writeCorpus then throws an AbortError. */
  signal?: AbortSignal;
}

const PROGRESS_EVERY = 500;

/**
 * Writes the four files of a corpus into options.out, each under a temporary name until all are complete, so that a
 * failure or an interruption leaves what was there before. Memory is bounded: every record is derived from the seed and
 * its index, and only integer arrays of links are kept.
 */
export async function writeCorpus(options: CorpusOptions, hooks: CorpusHooks = {}): Promise<CorpusSummary> {
  const { seed, now, out } = options;
  const world = makeWorld(options);
  const links = makeLinks(world);
  const names = nameQueries(seed, options.filters);
  const sources: readonly (readonly [name: string, records: Iterable<unknown>])[] = [
    ['content.jsonl', contentDocuments(world, links)],
    ['queries.jsonl', queryLines(world, links, names)],
    ['catalogs.jsonl', catalogLines({ seed, now, count: options.catalogs, customers: options.customers, names })],
    ['customers.jsonl', customerLines(options)],
  ];
  const total = options.items + options.filters + options.catalogs + options.customers;
  let done = 0;
  const onLine = (): void => {
    done += 1;
    if (done % PROGRESS_EVERY === 0 || done === total) {
      hooks.onProgress?.(done, total);
    }
  };
  await mkdir(out, { recursive: true });
  const temporary = (name: string): string => join(out, `.${name}.${String(process.pid)}.part`);
  const files: WrittenFile[] = [];
  try {
    for (const [name, records] of sources) {
      files.push(await writeJsonLines({ path: temporary(name), name, records, onLine, signal: hooks.signal }));
    }
    for (const { name } of files) {
      await rename(temporary(name), join(out, name));
    }
  } finally {
    await Promise.all(sources.map(([name]) => rm(temporary(name), { force: true })));
  }
  return { out, seed, now: new Date(now).toISOString(), items: world.counts, files };
}

function* customerLines(options: CorpusOptions): Generator {
  for (let index = 0; index < options.customers; index++) {
    yield customerLine(options.seed, options.now, index);
  }
}
