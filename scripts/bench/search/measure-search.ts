import { createHash } from 'node:crypto';
import { ServiceClient, withService, type ScratchService } from '../../scratch/service.ts';
import { authorizationOf } from '../../stack/authorization-of.ts';
import { openToAll, type BenchContext } from '../context.ts';
import { cycle } from '../cycle.ts';
import { Engine } from '../engine.ts';
import type { LoadReport } from '../load-protocol.ts';
import { readPeakMemory } from '../peak-memory.ts';
import type { Goal, Measurement } from '../row.ts';
import { presentLoad, rateOf, runLoad } from '../run-load.ts';
import { round, summarize } from '../statistics.ts';
import { withDatabase } from '../with-database.ts';
import { WrongAnswers } from '../wrong-answers.ts';
import { askOnce, type Asked, type AskedByRow } from './asked.ts';
import { Recorder } from './recorder.ts';

const warmUp = 20;
const concurrency = 16;
const rounds = 8;
const floorWhat = 'the same searches of the engine, word for word';

/** What the rows share: everything was asked once, and checked. */
interface Ready {
  asked: AskedByRow;
  wrong: WrongAnswers;
  engine: Engine;
  service: ScratchService;
}

/**
 * Searches of learners who look through twenty catalogs. All are asked once of a service behind a recorder, which notes what it asks the
 * engine for; then they are timed on a service without one, and the engine's own searches beside them are the floor.
 */
export async function measureSearch(context: BenchContext): Promise<Measurement[]> {
  const { stores, say, signal, options } = context;
  const wrong = new WrongAnswers();
  const engineUrl = stores.addresses.opensearchUrl;
  say('search: everything asked once, and checked');
  const asked = await withDatabase(context, (database) =>
    Recorder.with(engineUrl, (recorder) =>
      withService(context, { ...openToAll, OPENSEARCH_URL: recorder.url }, ({ base }) =>
        askOnce({ base, recorder, database, seed: options.seed, signal }, wrong),
      ),
    ),
  );
  const engine = new Engine(engineUrl);
  try {
    return await withService(context, openToAll, async (service) => {
      const ready = { asked, wrong, engine, service };
      return [
        await measureOneByOne(context, ready, { row: 'search-typed', which: 'typed', goals: typedGoals }),
        await measureTogether(context, ready, { row: 'search-typed-together', which: 'typed' }),
        await measureTogether(context, ready, { row: 'search-empty-together', which: 'empty' }),
        await measureOneByOne(context, ready, { row: 'search-suggest', which: 'suggest', goals: p95Within(10) }),
        await measureOneByOne(context, ready, { row: 'search-landing', which: 'landing', goals: p95Within(30) }),
        await measureOneByOne(context, ready, { row: 'search-twenty', which: 'twenty', goals: p95Within(100) }),
      ];
    });
  } finally {
    await engine.close();
  }
}

const typedGoals: readonly Goal[] = [
  { figure: 'median_over_floor_ms', atMost: 2 },
  { figure: 'p95_ms', atMost: 15 },
];

function p95Within(milliseconds: number): Goal[] {
  return [{ figure: 'p95_ms', atMost: milliseconds }];
}

/** Each request timed from sending to its last byte, and beside it what the engine takes for its searches. */
async function measureOneByOne(
  { options, say, signal }: BenchContext,
  { asked, wrong, engine, service }: Ready,
  { row, which, goals }: { row: string; which: keyof AskedByRow; goals: readonly Goal[] },
): Promise<Measurement> {
  const samples = Math.max(Math.ceil(options.requests / (which === 'twenty' || which === 'landing' ? 400 : 80)), 20);
  const own = asked[which];
  const client = new ServiceClient(service.base);
  const [times, floor]: [number[], number[]] = [[], []];
  say(`${row}: ${String(samples)} requests, one after another`);
  try {
    for (const [index, request] of cycle(own, warmUp + samples).entries()) {
      signal.throwIfAborted();
      const { status, milliseconds } = await client.ask(
        request.body === null ? 'GET' : 'POST',
        request.path,
        request.body,
      );
      if (status !== 200) {
        wrong.add(`${row} was answered ${String(status)}`);
      }
      const bare = await timeSearches(engine, request);
      if (index >= warmUp) {
        times.push(milliseconds);
        floor.push(bare);
      }
    }
  } finally {
    await client.close();
  }
  const figures = summarize(times);
  const floorFigures = summarize(floor);
  return {
    ...frameOf({ row, own, wrong, service }),
    samples,
    figures: { ...figures, median_over_floor_ms: round(figures.median_ms - floorFigures.median_ms) },
    floor: { what: floorWhat, figures: { ...floorFigures } },
    goals,
    work: { different: own.length, engine_requests_each: requestsEach(own) },
  };
}

/** Sixteen at a time from a process of its own, the service and the engine in turn. */
async function measureTogether(
  context: BenchContext,
  { asked, wrong, service }: Ready,
  { row, which }: { row: string; which: keyof AskedByRow },
): Promise<Measurement> {
  const requests = Math.max(Math.ceil(context.options.requests / 20), concurrency);
  const own = asked[which];
  const engineUrl = new URL(context.stores.addresses.opensearchUrl);
  const authorization = authorizationOf(engineUrl);
  const bare = own.flatMap(({ searches }) => searches);
  const each = requestsEach(own);
  context.say(
    `${row}: ${String(requests)} requests, ${String(concurrency)} at a time, to the service and to the engine`,
  );
  const services = [
    {
      base: service.base,
      callers: [],
      warmUp: own.map(({ path }) => path),
      paths: cycle(own, requests).map(({ path }) => path),
      lengths: cycle(own, requests).map(({ length }) => length),
    },
    {
      base: engineUrl.origin,
      callers: authorization === undefined ? [] : [authorization],
      warmUp: bare.map(({ path }) => path),
      paths: cycle(bare, Math.ceil(requests * each)).map(({ path }) => path),
      bodies: cycle(bare, Math.ceil(requests * each)).map(({ body }) => body),
    },
  ];
  const reports = (await runLoad(context, { concurrency, rounds, services })) as [LoadReport, LoadReport];
  const [report, floor] = reports;
  for (const { answer } of [...report.errors, ...floor.errors]) {
    wrong.add(`${row}: ${answer}`);
  }
  const floorRate = rateOf(floor) / each;
  return {
    ...frameOf({ row, own, wrong, service }),
    samples: requests,
    figures: { ...presentLoad(report), share_of_rate_of_engine: round(rateOf(report) / floorRate) },
    floor: { what: floorWhat, figures: { ...presentLoad(floor), requests_per_second: round(floorRate) } },
    goals: [
      { figure: 'share_of_rate_of_engine', atLeast: 0.65 },
      { figure: 'errors', atMost: 0 },
    ],
    work: { concurrency, different: own.length, engine_requests_each: each },
  };
}

/** @returns milliseconds for all searches of one request, one after another */
async function timeSearches(engine: Engine, { searches }: Asked): Promise<number> {
  const began = performance.now();
  for (const { path, body } of searches) {
    await engine.request('POST', path, body);
  }
  return performance.now() - began;
}

function frameOf({
  row,
  own,
  wrong,
  service,
}: { row: string; own: readonly Asked[] } & Pick<Ready, 'wrong' | 'service'>): Pick<
  Measurement,
  'row' | 'peakMemoryMb' | 'checksum' | 'checked' | 'wrong'
> {
  const hash = createHash('sha256').update(own.map(({ path, body }) => `${path} ${body ?? ''}`).join('\n'));
  return {
    row,
    peakMemoryMb: readPeakMemory(service.pid),
    checksum: hash.digest('hex'),
    checked: own.length,
    wrong,
  };
}

function requestsEach(own: readonly Asked[]): number {
  return own.reduce((sum, { searches }) => sum + searches.length, 0) / own.length;
}
