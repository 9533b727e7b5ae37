import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchContext } from './context.ts';
import type { LoadPlan, LoadReport } from './load-protocol.ts';
import type { Figures } from './row.ts';
import { startChild } from './start-child.ts';
import { round, summarize } from './statistics.ts';

const loadGenerator = fileURLToPath(new URL('./load.ts', import.meta.url));

/** Asks the services of a plan from a process of its own. @returns one report a service, in order */
export async function runLoad({ root, folder, stores, signal }: BenchContext, plan: LoadPlan): Promise<LoadReport[]> {
  const file = join(folder, 'load.json');
  await writeFile(file, JSON.stringify(plan));
  const child = await startChild([loadGenerator, file], { cwd: root, env: stores.environment, signal });
  return JSON.parse((await child.ended).stdout) as LoadReport[];
}

/** Requests a second. */
export function rateOf(report: LoadReport): number {
  return report.milliseconds.length / report.seconds;
}

export function presentLoad(report: LoadReport): Figures {
  return {
    requests_per_second: round(rateOf(report)),
    ...summarize(report.milliseconds),
    errors: Array.from(report.answers).filter((answer) => answer === 'e').length,
    load_generator_cores: round(report.cpuSeconds / report.seconds),
  };
}
