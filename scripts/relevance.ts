import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Service } from '../src/compose.ts';
import { loadConfig } from '../src/config.ts';
import { rebuildDefaults } from '../src/kernel/rebuild/models.ts';
import { makeProgress } from './corpus/progress.ts';
import { silentLogger } from './import/silent-logger.ts';
import { corpusNow, makeJudgedItems } from './relevance/judged-items.ts';
import { evaluate, summarizeClasses, type Answered } from './relevance/evaluate.ts';
import { fill } from './relevance/fill.ts';
import { judge } from './relevance/judge.ts';
import type { JudgedQuery } from './relevance/judged-query.ts';
import { meaningFaults } from './relevance/meaning-faults.ts';
import { readJudgedSet } from './relevance/read-judged-set.ts';
import { table, type Report } from './relevance/report.ts';
import { putSynonymRules } from './relevance/synonyms.ts';
import { openStores } from './scratch/stores.ts';
import { ArgumentError, runCommand } from './stack/command.ts';
import { withEngines } from './stack/with-engines.ts';

const help = `npm run relevance -- [--size N] [--seed N] [--hybrid | --embeddings] [--json] [--out FILE] [--compare FILE]
npm run relevance -- --items FILE --judged FILE [--now INSTANT] [--hybrid | --embeddings] [--json] …

Asks the search some 400 judged queries over a made-up corpus, and says by class how good the answers are: titles of known items, such
titles with one typing mistake, as far as they are typed, topics, paraphrases, Spanish, synonyms, several wishes at once, and
queries to which nothing is an answer.

  --size N        items that can be searched, from 100 (4000)
  --seed N        another seed draws another corpus and other known items (1)
  --hybrid        by words alone, and then by what they mean, too: HYBRID=lsa, trained on this corpus; needs the engine's k-NN plugin.
                  Where paraphrases gain less than 0.03, or known items are found worse, it fails
  --embeddings    the same with a model of a remote service: HYBRID=http, asked as EMBEDDING_URL, _MODEL, _DIMENSION, … say
  --json          prints JSON in place of the table: figures by class, and every query with its answer
  --out FILE      writes that JSON
  --compare FILE  reads such a file, and shows each figure as before → now
  --items FILE    other items than the corpus: raw documents, a line each, as \`npm run import\` takes them
  --judged FILE   other queries with them, a line each, classes as above:
                  {"class": "topic", "text": "bread", "locale": "en", "right": {"ACME+BREAD": 2, "ACME+FLOUR": 1}}
  --now INSTANT   the moment that those items are searched at, such as 2026-11-20T00:00:00Z (now)

nDCG@10, MRR and hits are of the first ten results; nothing: the share of queries that find none; ms: the median time of a search with
all facets, one after another. Over the corpus the class synonym is asked with the rules of scripts/relevance/synonyms.txt. Works in the database
percolog_relevance and indices percolog-relevance-*, dropped before and after.
Exit code: 0 measured, 1 failed, 2 wrong arguments, 3 search by meaning is not worth it (--hybrid).
`;

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      size: { type: 'string', default: '4000' },
      seed: { type: 'string', default: '1' },
      hybrid: { type: 'boolean', default: false },
      embeddings: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      out: { type: 'string' },
      compare: { type: 'string' },
      items: { type: 'string' },
      judged: { type: 'string' },
      now: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const before = values.compare === undefined ? undefined : await readReport(values.compare);
  const set = await chooseSet(values);
  const report = await measureRelevance(set, values.embeddings ? 'http' : values.hybrid ? 'lsa' : 'off');
  const json = `${JSON.stringify(report, null, 1)}\n`;
  if (values.out !== undefined) {
    await writeFile(values.out, json);
  }
  process.stdout.write(values.json ? json : table(report, before?.classes ?? report.words));
  const faults = values.hybrid && report.words !== undefined ? meaningFaults(report.words, report.classes) : [];
  process.stderr.write(faults.map((fault) => `search by meaning is not worth it: ${fault}\n`).join(''));
  return faults.length > 0 ? 3 : 0;
}

/** What is searched, and by which queries it is judged. */
interface JudgedSet {
  /** Undefined of items that were not drawn. */
  seed: number | undefined;
  documents: Record<string, unknown>[];
  /** ms since 1970. */
  now: number;
  /** @param shown keys of the items that learners are shown */
  queriesFor: (shown: ReadonlySet<string>) => JudgedQuery[];
}

async function chooseSet(
  values: Readonly<Partial<Record<'items' | 'judged' | 'now', string>> & Record<'size' | 'seed', string>>,
): Promise<JudgedSet> {
  if (values.items === undefined && values.judged === undefined && values.now === undefined) {
    const seed = wholeNumber('seed', values.seed, 0);
    const items = makeJudgedItems(wholeNumber('size', values.size, 100), seed);
    return {
      ...{ seed, now: corpusNow, documents: items.map(({ document }) => document) },
      queriesFor: (shown) =>
        judge(
          items.filter(({ key }) => shown.has(key)),
          seed,
        ),
    };
  }
  if (values.items === undefined || values.judged === undefined) {
    throw new ArgumentError('--items and --judged belong together');
  }
  const now = values.now === undefined ? Date.now() : Date.parse(values.now);
  if (Number.isNaN(now)) {
    throw new ArgumentError(`--now is an instant such as 2026-11-20T00:00:00Z, not ${String(values.now)}`);
  }
  const { documents, queries } = await readJudgedSet({ items: values.items, judged: values.judged });
  return { seed: undefined, now, documents, queriesFor: () => queries };
}

/** @param by what says what words mean */
async function measureRelevance(set: JudgedSet, by: 'off' | 'lsa' | 'http'): Promise<Report> {
  const { seed, now, documents } = set;
  const stores = await openStores(await withEngines('measuring relevance', 'thorough'), 'percolog-relevance');
  try {
    const { compose } = await import('../src/compose.ts');
    const settings = { ...stores.environment, HYBRID: by };
    const config = { ...loadConfig(settings), role: 'api' } as const;
    const service = compose(config, silentLogger(), { now: () => now });
    try {
      await service.prepare();
      const shown = await withProgress('items', documents.length, (tell) => fill(service, documents, tell));
      if (seed !== undefined) {
        await putSynonymRules(service.steering);
      }
      const queries = set.queriesFor(shown);
      const ask = (): Promise<Answered[]> =>
        withProgress('queries', queries.length, (onProgress) => evaluate(service.search, queries, { onProgress }));
      const words = by === 'lsa' ? { words: summarizeClasses(await ask()) } : {};
      if (by === 'lsa') {
        await service.reindexContent({ how: 'build', ...rebuildDefaults, acceptDifferences: false });
      }
      if (by === 'http') {
        await placeAll(service);
      }
      // The first searches of a process are slow: they are asked twice, and counted once.
      await evaluate(service.search, queries.slice(0, 100));
      const answered = await ask();
      const classes = summarizeClasses(answered);
      return { size: documents.length, seed: seed ?? null, shown: shown.size, classes, ...words, queries: answered };
    } finally {
      await service.stop();
    }
  } finally {
    await stores.close({ keep: false });
  }
}

/** Does what workers do until each item has its place in its document. @throws Error when the provider does not give all of them */
async function placeAll({ places, worker, search }: Service): Promise<void> {
  await places?.drain();
  while (await worker.drainOnce()) {
    // There may be more.
  }
  const left = await places?.count();
  if (left === undefined || left.waiting > 0) {
    throw new Error(`${String(left?.waiting)} items got no vector from EMBEDDING_URL: what is said above says why`);
  }
  await search.refresh();
}

async function withProgress<T>(
  unit: string,
  total: number,
  work: (tell: (done: number) => void) => Promise<T>,
): Promise<T> {
  const progress = makeProgress(process.stderr, { name: 'relevance', unit });
  try {
    return await work((done) => {
      progress.update(done, total);
    });
  } finally {
    progress.stop();
  }
}

async function readReport(file: string): Promise<Report> {
  const report = JSON.parse(await readFile(file, 'utf8')) as Partial<Report>;
  if (report.classes === undefined) {
    throw new ArgumentError(`${file} is not what --out writes`);
  }
  return report as Report;
}

function wholeNumber(name: string, text: string, least: number): number {
  if (!/^\d{1,7}$/.test(text) || Number(text) < least) {
    throw new ArgumentError(`--${name} is a whole number from ${String(least)}, not ${text}`);
  }
  return Number(text);
}

await runCommand(main);
