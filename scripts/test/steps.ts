import { run } from '../stack/run.ts';

/** A check that counts as one test. */
export interface Step {
  readonly name: string;
  /** Programs of node_modules/.bin with their arguments; all are run, and all must succeed. */
  readonly commands: readonly (readonly [program: string, ...args: string[]])[];
}

/** How a check went. */
export interface StepResult {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  /** What its programs printed. */
  readonly output: string;
}

/** What browsers load has types of its own. */
export const TYPE_CHECK: Step = {
  name: 'type check',
  commands: [
    ['tsc', '-p', 'tsconfig.json'],
    ['tsc', '-p', 'src/pages/browser'],
    ['tsc', '-p', 'test/portal/browser/pages'],
  ],
};

/** The checks of `npm test` that need no engine, the longest first; printed in this order. */
export const STEPS: readonly Step[] = [
  { name: 'lint', commands: [['eslint', '.']] },
  TYPE_CHECK,
  { name: 'format', commands: [['prettier', '--check', '--log-level', 'warn', '.']] },
  { name: 'room rules', commands: [['depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'scripts']] },
  { name: 'dead code', commands: [['knip']] },
];

/**
 * Runs checks, one in each lane at a time, and reports them in their own order.
 * @param report is called once for each, as soon as it and all before it are done
 * @returns for each lane, when there is no check left for it to begin and its last one is done
 */
export function runSteps(
  steps: readonly Step[],
  { root, signal, lanes }: { root: string; signal: AbortSignal; lanes: number },
  report: (result: StepResult) => void,
): Promise<void>[] {
  const waiting = [...steps.keys()];
  const results: StepResult[] = [];
  let reported = 0;
  const work = async (): Promise<void> => {
    for (let index = waiting.shift(); index !== undefined && !signal.aborted; index = waiting.shift()) {
      const step = steps[index];
      if (step !== undefined) {
        results[index] = await runStep(step, root, signal);
      }
      for (let next = results[reported]; next !== undefined; next = results[reported]) {
        reported += 1;
        report(next);
      }
    }
  };
  return Array.from({ length: lanes }, work);
}

async function runStep(step: Step, root: string, signal: AbortSignal): Promise<StepResult> {
  const began = performance.now();
  let passed = true;
  let output = '';
  for (const [program, ...args] of step.commands) {
    // By this Node and not by the one in PATH, which may be too old for them.
    const result = await run(process.execPath, [`${root}/node_modules/.bin/${program}`, ...args], {
      cwd: root,
      signal,
    });
    passed &&= result.code === 0;
    output += result.stdout + result.stderr;
  }
  return { name: step.name, passed, seconds: (performance.now() - began) / 1000, output: output.trimEnd() };
}
