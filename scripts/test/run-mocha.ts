import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asRecord, readJson } from '../stack/files.ts';
import type { MochaTotals } from './totals-reporter.ts';

/** A test process that has printed its totals should end by itself; what keeps it is a connection or timer left open. */
const LINGER_MS = 20_000;

/** What mocha is to run. */
export interface MochaRun {
  readonly root: string;
  readonly files: readonly string[];
  readonly grep: string | undefined;
  /** Where the totals are written for us. */
  readonly totalsFile: string;
  /** Takes what mocha prints; when it is left out, that goes to our own output. */
  readonly write?: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the run early; its tests so far are not counted. */
  readonly signal: AbortSignal;
}

/** How mocha's run ended, with a sentence when it ended badly in a way that no test of its own tells. */
export interface MochaOutcome extends MochaTotals {
  readonly complaint: string | undefined;
}

/** Runs mocha over the files in a process of its own and counts its tests one by one. */
export async function runMocha(run: MochaRun): Promise<MochaOutcome> {
  await rm(run.totalsFile, { force: true });
  const args = [
    // Types are stripped by Node, of its own files and of those for browsers.
    '--disable-warning=ExperimentalWarning',
    join(run.root, 'node_modules/mocha/bin/mocha.js'),
    '--reporter',
    join(run.root, 'scripts/test/totals-reporter.ts'),
    '--reporter-option',
    `totals=${run.totalsFile}`,
    ...(run.grep === undefined ? [] : ['--grep', run.grep]),
    ...run.files,
  ];
  const { write } = run;
  const stream = write === undefined ? 'inherit' : 'pipe';
  const child = spawn(process.execPath, args, { cwd: run.root, env: run.env, stdio: ['ignore', stream, stream] });
  if (write !== undefined) {
    for (const output of [child.stdout, child.stderr]) {
      output?.setEncoding('utf8').on('data', write);
    }
  }
  const end = (): void => {
    child.kill('SIGTERM');
  };
  run.signal.addEventListener('abort', end);
  let lingered = false;
  let since: number | undefined;
  const watch = setInterval(() => {
    void readTotals(run.totalsFile).then((totals) => {
      since ??= totals === undefined ? undefined : performance.now();
      if (since !== undefined && performance.now() - since > LINGER_MS) {
        lingered = true;
        child.kill('SIGKILL');
      }
    });
  }, 1000);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      resolve(exitCode ?? 1);
    });
  }).finally(() => {
    clearInterval(watch);
    run.signal.removeEventListener('abort', end);
  });
  const totals = await readTotals(run.totalsFile);
  await rm(run.totalsFile, { force: true });
  return judge(totals, code, lingered);
}

/** Makes the outcome of what is known at the end: a run that broke off counts as a failure of its own. */
export function judge(totals: MochaTotals | undefined, code: number, lingered: boolean): MochaOutcome {
  if (totals === undefined) {
    return { passed: 0, failed: 1, complaint: `the tests broke off before their end (exit code ${code.toString()})` };
  }
  if (lingered) {
    const complaint = `the tests were over but their process went on for ${(LINGER_MS / 1000).toString()} s: something was left open`;
    return { passed: totals.passed, failed: totals.failed + 1, complaint };
  }
  return code !== 0 && totals.failed === 0
    ? { ...totals, failed: 1, complaint: `mocha ended with code ${code.toString()} although no test failed` }
    : { ...totals, complaint: undefined };
}

async function readTotals(file: string): Promise<MochaTotals | undefined> {
  const { passed, failed } = asRecord(await readJson(file));
  return typeof passed === 'number' && typeof failed === 'number' ? { passed, failed } : undefined;
}
