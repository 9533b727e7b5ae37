import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runMocha, type MochaRun } from './run-mocha.ts';
import { runRooms } from './run-rooms.ts';
import type { MochaTotals } from './totals-reporter.ts';

/** The tests to run. */
export interface TestsRun extends Omit<MochaRun, 'totalsFile' | 'write'> {
  /** Names of databases, indices and keys begin with it, or with it and the room. */
  readonly name: string;
  /** Does the work of the tests of one name, and drops what they made. */
  readonly under: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** Where mocha writes its totals; made, and removed at the end. */
  readonly totalsFolder: string;
}

/**
 * Runs the tests and tells how they go: together in one process whose output is seen as it comes, or each room in a process
 * of its own, its output once it is done, and all failures once more at the end.
 * @param lanes as many rooms are run at a time, each lane from when it is free; together they begin when all are
 */
export async function runTests(
  run: TestsRun,
  { together, lanes, say }: { together: boolean; lanes: readonly Promise<void>[]; say: (line: string) => void },
): Promise<MochaTotals> {
  await mkdir(run.totalsFolder, { recursive: true });
  try {
    if (together) {
      await Promise.all(lanes);
      const outcome = await run.under(run.name, () =>
        runMocha({
          ...run,
          env: { ...run.env, PERCOLOG_TEST_RUN: run.name },
          totalsFile: join(run.totalsFolder, 'all.totals'),
        }),
      );
      if (outcome.complaint !== undefined) {
        say(outcome.complaint);
      }
      return outcome;
    }
    return await runApart(run, lanes, say);
  } finally {
    await rm(run.totalsFolder, { recursive: true, force: true });
  }
}

async function runApart(
  run: TestsRun,
  lanes: readonly Promise<void>[],
  say: (line: string) => void,
): Promise<MochaTotals> {
  const totals = { passed: 0, failed: 0 };
  const failures: string[] = [];
  await runRooms(run, lanes, ({ room, seconds, outcome, output }) => {
    const { passed, failed, complaint = '' } = outcome;
    totals.passed += passed;
    totals.failed += failed;
    const counts = `${String(passed)} passed, ${String(failed)} failed`;
    say(
      `\n${output.trim()}\n\n${failed === 0 ? 'ok    ' : 'FAILED'}  ${room.padEnd(14)} ${counts}  ${seconds.toFixed(1)} s`,
    );
    if (failed > 0) {
      failures.push(`${room}: ${complaint}\n${output.slice(Math.max(output.search(/^ +\d+ failing/m), 0)).trimEnd()}`);
    }
  });
  failures.forEach(say);
  return totals;
}
