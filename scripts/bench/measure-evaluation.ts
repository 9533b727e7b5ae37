import type { Connection, RowDataPacket } from 'mysql2/promise';
import { withService } from '../scratch/service.ts';
import { checkImport } from './check-import.ts';
import { openToAll, type BenchContext } from './context.ts';
import { timeInserts } from './import-floor.ts';
import { readPeakMemory } from './peak-memory.ts';
import { readDatabaseClock, readMemberships } from './read-memberships.ts';
import type { Figures, Measurement } from './row.ts';
import { summarize } from './statistics.ts';
import { withDatabase } from './with-database.ts';
import { WrongAnswers } from './wrong-answers.ts';

/** How long the work list may take to empty, and how often it is looked at, milliseconds. */
const patience = 600_000;
const look = 20;

/**
 * Every filter evaluated anew by one worker, while nothing else happens: from no membership at all. The time is from the
 * moment at which the filters stand on the work list to the last commit.
 */
export async function measureFirstEvaluation(context: BenchContext): Promise<Measurement> {
  return withDatabase(context, async (database) => {
    const { judge, corpus, say, signal } = context;
    say('evaluate-all: every filter, from no membership');
    const from = await readDatabaseClock(database);
    const timed = await timeEvaluation(context, database, async () => {
      // As in a database in which no filter was ever evaluated: what such a filter finds is its baseline.
      await database.query('TRUNCATE TABLE membership');
      await database.query('UPDATE catalog_query SET decided_revision = 0');
    });
    const span = { from, to: await readDatabaseClock(database) };
    const memberships = await readMemberships(database);
    say(`evaluate-all: ${(timed.milliseconds / 1000).toFixed(1)} s; comparing every pair with the evaluator`);
    const wrong = new WrongAnswers();
    const checked = await checkImport(judge, corpus.content, memberships, span, { wrong, signal });
    say('evaluate-all: the floor');
    return {
      row: 'evaluate-all',
      ...presentTime(timed),
      checksum: memberships.checksum(),
      checked,
      wrong,
      floor: {
        what: 'as many membership rows by INSERTs of 1,000 in one connection',
        figures: { ...summarize([await timeInserts(database, memberships, signal)]) },
      },
      goals: [{ figure: 'median_ms', atMost: 15_000 }],
      work: { queries: memberships.queries.length, memberships: memberships.count },
    };
  });
}

/** The same where every membership is there already: all is evaluated, and no row may be written. */
export async function measureNextEvaluation(context: BenchContext): Promise<Measurement> {
  return withDatabase(context, async (database) => {
    context.say('evaluate-again: every filter, nothing changed');
    const before = await readMemberships(database);
    const newest = await newestMembership(database);
    const timed = await timeEvaluation(context, database);
    const after = await readMemberships(database);
    const wrong = new WrongAnswers();
    if (after.checksum() !== before.checksum() || (await newestMembership(database)) !== newest) {
      wrong.add('memberships were written although nothing had changed');
    }
    return {
      row: 'evaluate-again',
      ...presentTime(timed),
      checksum: after.checksum(),
      checked: after.count,
      wrong,
      floor: { what: 'every membership read from the database', figures: await timeReading(database) },
      goals: [{ figure: 'median_ms', atMost: 5_000 }],
      work: { queries: after.queries.length, memberships: after.count },
    };
  });
}

interface Timed {
  milliseconds: number;
  peakMemoryMb: number | null;
}

/** @param first goes before, not timed */
async function timeEvaluation(
  context: BenchContext,
  database: Connection,
  first?: () => Promise<void>,
): Promise<Timed> {
  return withService(context, { ...openToAll, ROLE: 'worker' }, async ({ pid }) => {
    await first?.();
    const began = performance.now();
    await database.query(
      `UPDATE catalog_query SET revision = revision + 1, revised_at = UTC_TIMESTAMP(3), due_at = UTC_TIMESTAMP(3), attempts = 0`,
    );
    await allDecided(database, context.signal);
    return { milliseconds: performance.now() - began, peakMemoryMb: readPeakMemory(pid) };
  });
}

/** @throws Error when filters are still undecided after `patience` */
async function allDecided(database: Connection, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    signal.throwIfAborted();
    const [rows] = await database.query<RowDataPacket[]>('SELECT 1 FROM catalog_query WHERE undecided = 1 LIMIT 1');
    if (rows.length === 0) {
      return;
    }
    if (performance.now() > deadline) {
      throw new Error(`the worker has not decided all filters within ${String(patience / 1000)} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, look));
  }
}

async function newestMembership(database: Connection): Promise<string> {
  const [rows] = await database.query<(RowDataPacket & { newest: Date })[]>(
    'SELECT MAX(since) AS newest FROM membership',
  );
  return String(rows[0]?.newest.getTime());
}

async function timeReading(database: Connection): Promise<Figures> {
  const began = performance.now();
  await readMemberships(database);
  return { ...summarize([performance.now() - began]) };
}

function presentTime({ milliseconds, peakMemoryMb }: Timed): Pick<Measurement, 'samples' | 'figures' | 'peakMemoryMb'> {
  return { samples: 1, figures: { ...summarize([milliseconds]) }, peakMemoryMb };
}
