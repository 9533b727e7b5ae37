import { createHash, randomBytes } from 'node:crypto';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { signToken } from '../access/sign-token.ts';
import { RandomStream } from '../corpus/random.ts';
import { withService } from '../scratch/service.ts';
import { Containment, type Reason } from './containment.ts';
import { measureContainsFloor, type Question } from './contains-floor.ts';
import { openToAll, type BenchContext } from './context.ts';
import type { LoadPlan, LoadReport } from './load-protocol.ts';
import type { Memberships } from './memberships.ts';
import { readPeakMemory } from './peak-memory.ts';
import { planLookups, type Lookup } from './plan-lookups.ts';
import { readMemberships } from './read-memberships.ts';
import { readParents } from './read-parents.ts';
import type { Measurement } from './row.ts';
import { presentLoad, rateOf, runLoad } from './run-load.ts';
import { round } from './statistics.ts';
import { withBareKoa } from './with-bare-koa.ts';
import { WrongAnswers } from './wrong-answers.ts';

type LoadReports = [guarded: LoadReport, unguarded: LoadReport, bareKoa: LoadReport];

const concurrency = 32;
const warmUp = 2_000;
/** Each below his rate limit. */
const callers = 500;
const rounds = 10;

/**
 * Containment under load, every URL asked once. Right answers come from the membership rows as they are before; when the
 * clock moves an item meanwhile, the rows as they are afterwards may justify an answer too.
 */
export async function measureContains(context: BenchContext): Promise<Measurement> {
  const { options, stores, corpus, say } = context;
  const database = await createConnection({ uri: stores.addresses.databaseUrl, timezone: 'Z' });
  try {
    const parents = await readParents(corpus.content);
    const memberships = await readMemberships(database);
    const catalogs = await readCatalogs(database, memberships);
    const stream = new RandomStream(options.seed, 'bench', 'contains');
    const containment = new Containment(memberships, parents);
    const counts = [warmUp, options.requests, options.requests, options.requests];
    const [first = [], timed = [], open = [], bare = []] = planLookups(containment, catalogs, counts, stream);
    const pathsOf = (lookups: readonly Lookup[]): string[] => lookups.map((one) => pathOf(one, memberships));
    const secret = randomBytes(32).toString('base64url');
    const tokens = await Promise.all(Array.from({ length: callers }, (_, index) => tokenOf(secret, index)));

    say(
      `contains: ${String(timed.length)} requests each with tokens, without, and to bare koa, ${String(concurrency)} at a time`,
    );
    const settings = { JWT_SECRET: secret };
    const { reports, peakMemoryMb } = await withService(context, settings, (guarded) =>
      withService(context, openToAll, (unguarded) =>
        withBareKoa(context, async (koa) => {
          const load: LoadPlan = {
            concurrency,
            rounds,
            services: [
              { base: guarded.base, callers: tokens, warmUp: pathsOf(first), paths: pathsOf(timed) },
              { base: unguarded.base, callers: [], warmUp: pathsOf(first), paths: pathsOf(open) },
              { base: koa, callers: [], warmUp: pathsOf(first), paths: pathsOf(bare) },
            ],
          };
          const reports = (await runLoad(context, load)) as LoadReports;
          return { reports, peakMemoryMb: readPeakMemory(guarded.pid) };
        }),
      ),
    );
    const [report, openReport, bareReport] = reports;
    const wrong = new WrongAnswers();
    const answers = answersOf(timed, report);
    const after = new Containment(await readMemberships(database), parents);
    for (const { lookup, answer } of [...answers, ...answersOf(open, openReport), ...answersOf(bare, bareReport)]) {
      const reason = after.reason(lookup.query, lookup.item);
      if (answer !== rightAnswer(lookup.reason) && answer !== rightAnswer(reason)) {
        wrong.add(`${pathOf(lookup, memberships)}: ${answer}, right is ${rightAnswer(reason)} (${reason})`);
      }
    }

    say('contains: the floor');
    const [warmUpQuestions = [], questions = []] = [first, timed].map((some) =>
      some.map((one) => questionOf(one, after)),
    );
    const floor = await measureContainsFloor(
      stores.addresses.databaseUrl,
      { warmUp: warmUpQuestions, timed: questions },
      concurrency,
    );
    return {
      row: 'contains',
      samples: timed.length,
      figures: {
        ...presentLoad(report),
        share_of_rate_without_access_control: round(rateOf(report) / rateOf(openReport)),
        share_of_rate_of_bare_koa: round(rateOf(report) / rateOf(bareReport)),
      },
      peakMemoryMb,
      checksum: checksumOf(answers, memberships),
      checked: timed.length + open.length + bare.length,
      wrong,
      floor: {
        what: `the same look-ups as prepared SQL, ${String(concurrency)} in flight in one process`,
        figures: floor,
      },
      goals: [
        { figure: 'requests_per_second', atLeast: options.suite === 'inclusion' ? 8_000 : 4_000 },
        { figure: 'errors', atMost: 0 },
        { figure: 'share_of_rate_without_access_control', atLeast: 0.9 },
        { figure: 'share_of_rate_of_bare_koa', atLeast: 0.5 },
      ],
      work: {
        concurrency,
        callers,
        warm_up: warmUp,
        answers: countReasons(timed),
        without_access_control: presentLoad(openReport),
        bare_koa: presentLoad(bareReport),
      },
    };
  } finally {
    await database.end();
  }
}

/** Anyone who may ask for every customer: the catalogs asked for are those of all. */
async function tokenOf(secret: string, caller: number): Promise<string> {
  const until = new Date(Date.now() + 3_600_000);
  const token = await signToken(
    { secret },
    { user: `caller-${String(caller)}`, roles: ['enterprise_learner:*'], until },
  );
  return `JWT ${token}`;
}

async function readCatalogs(
  database: Connection,
  memberships: Memberships,
): Promise<{ uuid: string; query: number }[]> {
  const [rows] = await database.query<(RowDataPacket & { uuid: string; query: string })[]>(
    'SELECT c.uuid, q.uuid AS query FROM enterprise_catalog c JOIN catalog_query q ON q.id = c.query_id ORDER BY c.uuid',
  );
  return rows.map(({ uuid, query }) => ({ uuid, query: memberships.queryByUuid.get(query) ?? -1 }));
}

function pathOf({ catalog, item }: Lookup, { items }: Memberships): string {
  const { key = '', type = '' } = items[item] ?? {};
  const parameter = type === 'course' || type === 'courserun' ? 'course_run_ids' : 'program_uuids';
  return `/api/v1/enterprise-catalogs/${catalog}/contains_content_items/?${parameter}=${encodeURIComponent(key)}`;
}

function questionOf({ catalog, query, item }: Lookup, containment: Containment): Question {
  const { items } = containment.memberships;
  return { catalog, key: items[item]?.key ?? '', contained: containment.reason(query, item) !== 'not' };
}

function answersOf(lookups: readonly Lookup[], report: LoadReport): { lookup: Lookup; answer: string }[] {
  const errors = new Map(report.errors.map(({ index, answer }) => [index, answer]));
  return lookups.map((lookup, index) => ({ lookup, answer: errors.get(index) ?? report.answers.charAt(index) }));
}

function rightAnswer(reason: Reason): string {
  return reason === 'not' ? '0' : '1';
}

function checksumOf(answers: readonly { lookup: Lookup; answer: string }[], { items }: Memberships): string {
  const hash = createHash('sha256');
  for (const { lookup, answer } of answers) {
    hash.update(`${lookup.catalog} ${items[lookup.item]?.key ?? ''} ${answer}\n`);
  }
  return hash.digest('hex');
}

function countReasons(lookups: readonly Lookup[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of lookups) {
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}
