import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureSearchPage } from './build-page/ensure-search-page.ts';
import { addressVariables } from './stack/addresses.ts';
import { runCommand } from './stack/command.ts';
import { ensureStack, type Stack } from './stack/ensure-stack.ts';
import { readEnvironment } from './stack/environment.ts';
import { findLayout, type Layout } from './stack/layout.ts';
import { tellFailures } from './stack/missing.ts';
import { forgetRun, listCrashedRuns, newRunName } from './test/runs.ts';
import { withQuickCommits } from './test/quick-commits.ts';
import { listRooms, selectFiles } from './test/select-files.ts';
import { runTests } from './test/run-tests.ts';
import { runSteps, STEPS, TYPE_CHECK, type StepResult } from './test/steps.ts';
import { dropRun } from './test/sweep.ts';
import { withRun } from './test/with-run.ts';
import { ensureTestTools, type TestTools } from './test/tools.ts';

const HELP = `All checks and tests, on engines that are started when they are not running.

  npm test                        type check, lint, format, room rules, dead code, and every test
  npm test -- --room inclusion    type check and the tests of one room
  npm test -- --only-tests        no checks
  npm test -- --grep WORDS        only tests whose names match
  npm run test:deep               the long tests many times as long (the same as --deep)

The tests work in databases, indices and Redis keys of their own, which are dropped at the end; what a run that crashed
left is dropped at the next start. A running \`npm start\` is not disturbed. Engines: npm run stack -- --help.
They also need Chromium, Prometheus's promtool, and Python 3.10, for which schemathesis is installed into .local; CHROMIUM,
PROMTOOL and SCHEMATHESIS may give other paths.

The last line is "N passed, N failed". Exit codes: 0 all passed, 1 something failed or nothing ran, 2 wrong arguments.
`;

/**
 * What runs at a time, checks and rooms: most tests wait for engines and processes about as much as they compute, and two cores
 * are the least.
 */
const LANES = 2;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

interface Totals {
  passed: number;
  failed: number;
}

interface Options {
  readonly room: string | undefined;
  readonly deep: boolean;
  readonly grep: string | undefined;
  readonly onlyTests: boolean;
}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      room: { type: 'string' },
      deep: { type: 'boolean', default: false },
      grep: { type: 'string' },
      'only-tests': { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const layout = await findLayout();
  const rooms = await listRooms(layout.checkout);
  if (values.room !== undefined && !rooms.includes(values.room)) {
    process.stderr.write(`no tests for a room ${values.room}; there are: ${rooms.join(', ')}\n`);
    return 2;
  }
  const { room, deep, grep } = values;
  return test(layout, { room, deep, grep, onlyTests: values['only-tests'] });
}

async function test(layout: Layout, options: Options): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop.abort();
    });
  }
  const totals: Totals = { passed: 0, failed: 0 };
  const steps = options.onlyTests ? [] : options.room === undefined ? STEPS : [TYPE_CHECK];
  // Engines and tools are got ready while the checks run, and a lane that has no check left takes rooms.
  const preparing = Promise.allSettled([
    ensureStack({ purpose: 'the tests', compilation: 'quick', log: say }),
    ensureTestTools(layout, readEnvironment(), say),
    ensureSearchPage(layout, say),
  ]);
  const lanes = runSteps(steps, { root: layout.checkout, signal: stop.signal, lanes: LANES }, (result) => {
    reportStep(result);
    totals[result.passed ? 'passed' : 'failed'] += 1;
  });
  const prepared = await Promise.race([preparing, once(stop.signal)]);
  if (stop.signal.aborted || prepared === undefined) {
    // Nothing has been made that would have to be dropped, and a start that hangs must not hold us.
    say('stopped before the tests');
    process.exit(130);
  }
  const [stack, tools, page] = prepared;
  if (stack.status === 'fulfilled' && tools.status === 'fulfilled' && page.status === 'fulfilled') {
    await testOnEngines(layout, options, { stack: stack.value, tools: tools.value, lanes }, totals, stop.signal);
    await Promise.all(lanes);
  } else {
    await Promise.all(lanes);
    const failures = { engines: stack, 'test tools': tools, 'search page': page };
    const failed = Object.entries(failures).flatMap(([what, one]) =>
      one.status === 'rejected' ? [{ what, reason: one.reason as unknown }] : [],
    );
    say(`FAILED  ${failed.map(({ what }) => what).join(', ')}\n${tellFailures(failed.map(({ reason }) => reason))}`);
    totals.failed += failed.length;
  }
  say(`\n${totals.passed.toString()} passed, ${totals.failed.toString()} failed`);
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

function once(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
}

/** What the tests run on. */
interface Ground {
  readonly stack: Stack;
  readonly tools: TestTools;
  /** When each is free. */
  readonly lanes: readonly Promise<void>[];
}

function reportStep({ name, passed, seconds, output }: StepResult): void {
  say(`${passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(12)} ${seconds.toFixed(1)} s`);
  if (!passed) {
    say(output.replace(/^/gm, '        '));
  }
}

async function testOnEngines(
  layout: Layout,
  options: Options,
  ground: Ground,
  totals: Totals,
  signal: AbortSignal,
): Promise<void> {
  const { stack } = ground;
  for (const crashed of await listCrashedRuns(layout.local, stack)) {
    say(`dropping what the crashed test run ${crashed} left`);
    await dropRun(crashed, stack);
    await forgetRun(layout.local, crashed);
  }
  const run = newRunName(Date.now(), process.pid);
  const count = (): Promise<void> => countTests(layout, options, ground, run, totals, signal);
  await (stack.mode === 'native' ? withQuickCommits(stack.databaseUrl, count) : count());
}

async function countTests(
  layout: Layout,
  options: Options,
  { stack, tools, lanes }: Ground,
  run: string,
  totals: Totals,
  signal: AbortSignal,
): Promise<void> {
  const files = await selectFiles(layout.checkout, options.room);
  if (files.length === 0) {
    say('there are no tests to run');
    totals.failed += 1;
    return;
  }
  const outcome = await runTests(
    {
      root: layout.checkout,
      files,
      grep: options.grep,
      name: run,
      under: (name, work) => withRun({ local: layout.local, stack }, name, work),
      totalsFolder: join(layout.local, 'test-runs', run),
      env: {
        ...readEnvironment().variables,
        ...addressVariables(stack),
        ...tools,
        NODE_COMPILE_CACHE: join(layout.local, 'compile-cache'),
        PERCOLOG_TEST_DEEP: options.deep ? 'yes' : 'no',
      },
      signal,
    },
    // A part is watched while it runs; the whole is two rooms at a time.
    { together: options.room !== undefined || options.grep !== undefined, lanes, say },
  );
  totals.passed += outcome.passed;
  totals.failed += outcome.failed;
}

await runCommand(main);
