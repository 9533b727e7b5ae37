import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { RandomStream } from '../corpus/random.ts';
import { withService, type ScratchService } from '../scratch/service.ts';
import { openToAll, type BenchContext } from './context.ts';
import { cycle } from './cycle.ts';
import type { LoadReport } from './load-protocol.ts';
import { readPeakMemory } from './peak-memory.ts';
import { readLines } from './read-documents.ts';
import type { Goal, Measurement } from './row.ts';
import { presentLoad, rateOf, runLoad } from './run-load.ts';
import { percentile, round } from './statistics.ts';
import { withBareKoa } from './with-bare-koa.ts';
import { withDatabase } from './with-database.ts';
import { WrongAnswers } from './wrong-answers.ts';

type Item = Record<string, unknown>;

const bodyBytes = 15_000;
/** Different items that are asked for, and different lists of them. */
const items = 500;
const lists = 50;
const keysOfOneList = 100;
const rounds = 10;

/** What the service works out anew in the shape that clients read; everything else is the document's. */
const computed = new Set([
  'content_type',
  'active',
  'product_source',
  'normalized_metadata',
  'normalized_metadata_by_run',
  'enrollment_url',
  'parent_content_key',
  'content_last_modified',
]);

/** One item by its key, and a hundred by theirs in one request, of the same service and the same bare koa. */
export async function measureContent(context: BenchContext): Promise<Measurement[]> {
  const wanted = await withDatabase(context, async (database) => ({
    one: await nextTo15kB(database),
    many: await drawLists(context, database),
  }));
  return withService(context, openToAll, (service) =>
    withBareKoa(context, async (koa) => {
      const servers = { ...service, koa };
      return [
        await measureReads(context, servers, wanted.one, {
          row: 'content',
          requests: context.options.requests,
          concurrency: 32,
          path: ([key = '']) => `/api/v1/content-metadata/${encodeURIComponent(key)}/`,
          floorPath: ([key = '']) => `/content/?key=${encodeURIComponent(key)}`,
          itemsOf: (body) => [body as Item],
          goals: [
            { figure: 'requests_per_second', atLeast: 5_000 },
            { figure: 'p99_ms', atMost: 20 },
            { figure: 'errors', atMost: 0 },
          ],
        }),
        await measureReads(context, servers, wanted.many, {
          row: 'content-many',
          requests: Math.ceil(context.options.requests / 50),
          concurrency: 8,
          path: (keys) =>
            `/api/v1/content-metadata/?page_size=${String(keysOfOneList)}&${keys
              .map((key) => `content_identifiers=${encodeURIComponent(key)}`)
              .join('&')}`,
          floorPath: (keys) => `/content/?keys=${encodeURIComponent(keys.join(','))}`,
          itemsOf: (body) => (body as { results: Item[] }).results,
          goals: [
            { figure: 'requests_per_second', atLeast: 150 },
            { figure: 'errors', atMost: 0 },
          ],
        }),
      ];
    }),
  );
}

/** Items whose documents come next to 15 kB, each alone. */
async function nextTo15kB(database: Connection): Promise<string[][]> {
  const [rows] = await database.query<(RowDataPacket & { content_key: string })[]>(
    `SELECT c.content_key FROM content c JOIN content_body b ON b.content_id = c.id WHERE c.deleted_at IS NULL
     ORDER BY ABS(LENGTH(b.raw) - ?), c.id LIMIT ?`,
    [bodyBytes, items],
  );
  return rows.map(({ content_key }) => [content_key]);
}

async function drawLists({ options }: BenchContext, database: Connection): Promise<string[][]> {
  const [rows] = await database.query<(RowDataPacket & { content_key: string })[]>(
    'SELECT content_key FROM content WHERE deleted_at IS NULL ORDER BY id',
  );
  const stream = new RandomStream(options.seed, 'bench', 'content-many');
  const keys = rows.map(({ content_key }) => content_key);
  return Array.from({ length: lists }, () => stream.sample(keys, keysOfOneList));
}

interface Servers extends ScratchService {
  /** http://127.0.0.1:port of bare koa. */
  koa: string;
}

interface Reads {
  row: string;
  requests: number;
  concurrency: number;
  path: (keys: readonly string[]) => string;
  /** The same asked of bare koa. */
  floorPath: (keys: readonly string[]) => string;
  itemsOf: (body: unknown) => Item[];
  goals: readonly Goal[];
}

/** @param wanted what each request asks for; those with restricted runs, which not everybody may see, are left out */
async function measureReads(
  context: BenchContext,
  { base, pid, koa }: Servers,
  wanted: readonly (readonly string[])[],
  { row, requests, concurrency, path, floorPath, itemsOf, goals }: Reads,
): Promise<Measurement> {
  const { corpus, say } = context;
  const documents = await readDocumentsOf(corpus.content, new Set(wanted.flat()));
  const asked = wanted.map((keys) => keys.filter((key) => documents.has(key))).filter((keys) => keys.length > 0);
  const wrong = new WrongAnswers();
  const hash = createHash('sha256');
  say(`${row}: ${String(requests)} requests, ${String(concurrency)} at a time, to the service and to bare koa`);
  const right: number[] = [];
  const bare: number[] = [];
  for (const keys of asked) {
    const text = await (await fetch(base + path(keys))).text();
    right.push(Buffer.byteLength(text));
    hash.update(keys.join());
    check(keys, itemsOf(JSON.parse(text)), { documents, wrong });
    bare.push((await (await fetch(koa + floorPath(keys))).arrayBuffer()).byteLength);
  }
  const plan = (from: string, pathOf: Reads['path'], bytes: readonly number[]) => ({
    base: from,
    callers: [],
    warmUp: asked.map(pathOf),
    paths: cycle(asked.map(pathOf), requests),
    lengths: cycle(bytes, requests),
  });
  const services = [plan(base, path, right), plan(koa, floorPath, bare)];
  const reports = (await runLoad(context, { concurrency, rounds, services })) as [LoadReport, LoadReport];
  const [report, floor] = reports;
  for (const { answer } of report.errors) {
    wrong.add(answer);
  }
  return {
    row,
    samples: requests,
    figures: { ...presentLoad(report), share_of_rate_of_bare_koa: round(rateOf(report) / rateOf(floor)) },
    peakMemoryMb: readPeakMemory(pid),
    checksum: hash.digest('hex'),
    checked: asked.length,
    wrong,
    floor: {
      what: 'bare koa with the same SQL, which gives the documents as they are stored',
      figures: presentLoad(floor),
    },
    goals,
    work: {
      concurrency,
      different: asked.length,
      body_kb: round(
        percentile(
          right.toSorted((a, b) => a - b),
          0.5,
        ) / 1_000,
      ),
    },
  };
}

/** Whether these items came, in order, with everything that their documents say. */
function check(
  keys: readonly string[],
  found: readonly Item[],
  { documents, wrong }: { documents: ReadonlyMap<string, Item>; wrong: WrongAnswers },
): void {
  const differs = keys.filter((key, index) => {
    const item = found[index] ?? {};
    return Object.entries(documents.get(key) ?? {}).some(
      ([name, value]) => !computed.has(name) && !isDeepStrictEqual(item[name], value),
    );
  });
  if (found.length !== keys.length || differs.length > 0) {
    wrong.add(`${String(found.length)} of ${String(keys.length)} items came, these not as they are: ${differs.join()}`);
  }
}

async function readDocumentsOf(content: string, keys: ReadonlySet<string>): Promise<Map<string, Item>> {
  const documents = new Map<string, Item>();
  for await (const line of readLines(content)) {
    const document = JSON.parse(line) as Item;
    const name = [document['key'], document['uuid']].find((one) => typeof one === 'string' && keys.has(one));
    if (typeof name === 'string' && !line.includes('"restriction_type":"')) {
      documents.set(name, document);
    }
  }
  return documents;
}
