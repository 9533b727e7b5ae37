import { join } from 'node:path';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { checkStored } from './check-stored.ts';
import type { BenchContext } from './context.ts';
import { watchPeakMemory } from './peak-memory.ts';
import { timeContentRows, timeHashes, timePages } from './poll-floor.ts';
import { watchProcessorTime } from './processor-time.ts';
import type { Figures, Measurement } from './row.ts';
import { countUndecided } from './read-memberships.ts';
import { startChild } from './start-child.ts';
import { round, summarize } from './statistics.ts';
import { withDatabase } from './with-database.ts';
import { withUpstream } from './with-upstream.ts';
import { WrongAnswers } from './wrong-answers.ts';

/** The tables that a poll with nothing new leaves as they are; its own record (`poll_run`, `poll_seen`, `sync_run`) is not among them. */
const contentTables = ['content', 'content_body', 'content_relation', 'quarantine', 'audit_log', 'membership_change'];

/** Everything from an upstream that stands in, into an empty database, until the run has ended with everything decided. */
export async function measureFullPoll(context: BenchContext): Promise<Measurement> {
  return withDatabase(context, (database) =>
    withUpstream(context, async (url) => {
      const { say, signal } = context;
      say('poll-full: everything from upstream, from nothing');
      const poll = await runPoll(context, url);
      const wrong = new WrongAnswers();
      const stored = await checkStored(database, context.corpus.content, wrong);
      checkRun(poll, { changed: stored.checked, wrong });
      const undecided = await countUndecided(database);
      if (undecided > 0) {
        wrong.add(`${String(undecided)} rows are undecided after the poll`);
      }
      say('poll-full: the floor');
      const pages = await timePages(url, signal);
      const rows = await timeContentRows(database, signal);
      return {
        row: 'poll-full',
        samples: 1,
        ...presentPoll(poll),
        ...stored,
        wrong,
        floor: {
          what: 'the pages read and parsed, then the rows by INSERTs of 100 in one connection',
          figures: { ...summarize([pages + rows]), pages_ms: round(pages), rows_ms: round(rows) },
        },
        goals: [
          { figure: 'median_ms', atMost: 60_000 },
          { figure: 'peak_memory_mb', atMost: 400 },
        ],
        work: { items: stored.checked, counts: poll.counts },
      };
    }),
  );
}

/** The same again: nothing has changed, so no row of content may be written. */
export async function measureNextPoll(context: BenchContext): Promise<Measurement> {
  return withDatabase(context, (database) =>
    withUpstream(context, async (url) => {
      const { say, signal } = context;
      say('poll-again: everything from upstream, nothing changed');
      const before = await checksumTables(database);
      const poll = await runPoll(context, url);
      const written = (await checksumTables(database)).filter((one, index) => one !== before[index]);
      const wrong = new WrongAnswers();
      checkRun(poll, { changed: 0, wrong });
      for (const one of written) {
        wrong.add(`rows were written although nothing had changed: ${one}`);
      }
      const stored = await checkStored(database, context.corpus.content, wrong);
      say('poll-again: the floor');
      const pages = await timePages(url, signal);
      const rows = await timeHashes(database, signal);
      return {
        row: 'poll-again',
        samples: 1,
        ...presentPoll(poll),
        ...stored,
        wrong,
        floor: {
          what: 'the pages read and parsed, then the narrow rows read, 100 at a time',
          figures: { ...summarize([pages + rows]), pages_ms: round(pages), rows_ms: round(rows) },
        },
        goals: [{ figure: 'median_ms', atMost: 20_000 }],
        work: { items: stored.checked, counts: poll.counts, tables_written: written.length },
      };
    }),
  );
}

interface Poll {
  state: string;
  error: string | null;
  counts: Record<string, number>;
  /** Of the run; the process around it takes a little longer. */
  milliseconds: number;
  processMilliseconds: number;
  cpuSeconds: number | null;
  peakMemoryMb: number | null;
}

async function runPoll({ root, stores, signal }: BenchContext, url: string): Promise<Poll> {
  const began = performance.now();
  const child = await startChild([join(root, 'scripts/polls.ts'), 'start', 'full'], {
    cwd: root,
    env: { ...stores.environment, UPSTREAM_URL: url, UPSTREAM_REQUESTS_PER_HOUR: '1000000' },
    signal,
  });
  const memory = watchPeakMemory(child.pid);
  const time = watchProcessorTime(child.pid);
  const { stdout } = await child.ended.finally(() => {
    memory.stop();
    time.stop();
  });
  const { state, error, counts, createdAt, finishedAt } = JSON.parse(stdout) as Pick<
    Poll,
    'state' | 'error' | 'counts'
  > & { createdAt: string; finishedAt: string };
  return {
    state,
    error,
    counts,
    milliseconds: Date.parse(finishedAt) - Date.parse(createdAt),
    processMilliseconds: performance.now() - began,
    cpuSeconds: time.stop(),
    peakMemoryMb: memory.stop(),
  };
}

function presentPoll({
  milliseconds,
  processMilliseconds,
  cpuSeconds,
  peakMemoryMb,
}: Poll): Pick<Measurement, 'peakMemoryMb'> & { figures: Figures } {
  return {
    figures: { ...summarize([milliseconds]), process_ms: round(processMilliseconds), cpu_seconds: cpuSeconds },
    peakMemoryMb,
  };
}

function checkRun({ state, error, counts }: Poll, { changed, wrong }: { changed: number; wrong: WrongAnswers }): void {
  if (state !== 'done' || error !== null || counts['changed'] !== changed || counts['refused'] !== 0) {
    wrong.add(`the poll ended ${state} (${error ?? 'no error'}) with ${JSON.stringify(counts)}`);
  }
}

/**
 * `table checksum` of each, over every column of every row. Not CHECKSUM TABLE: of the same rows of `content`, MariaDB 10.11 gives one value
 * to a connection that has just opened the table and another one after a read of it.
 */
async function checksumTables(database: Connection): Promise<string[]> {
  const checksums: string[] = [];
  for (const table of contentTables) {
    const [columns] = await database.query<(RowDataPacket & { name: string })[]>(
      'SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?',
      [table],
    );
    const row = columns.map(({ name }) => `QUOTE(${database.escapeId(name)})`).join(', ');
    const [rows] = await database.query<(RowDataPacket & { checksum: string })[]>(
      `SELECT CONCAT(COUNT(*), ' ', COALESCE(SUM(CRC32(CONCAT_WS(',', ${row}))), 0)) AS checksum FROM ??`,
      [table],
    );
    checksums.push(`${table} ${String(rows[0]?.checksum)}`);
  }
  return checksums;
}
