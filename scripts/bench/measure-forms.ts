import { fileURLToPath } from 'node:url';
import type { BenchContext } from './context.ts';
import type { FormsReport } from './forms/form-corpus.ts';
import { watchPeakMemory } from './peak-memory.ts';
import type { Measurement } from './row.ts';
import { startChild } from './start-child.ts';
import { round } from './statistics.ts';
import { WrongAnswers } from './wrong-answers.ts';

const program = fileURLToPath(new URL('./forms/form-corpus.ts', import.meta.url));

/** Every document checked by the contract and brought into every form that is stored, without any store. */
export async function measureForms({ root, stores, corpus, say, signal }: BenchContext): Promise<Measurement> {
  say('forms: every document checked and formed');
  const child = await startChild([program, corpus.content], { cwd: root, env: stores.environment, signal });
  const memory = watchPeakMemory(child.pid);
  const { stdout } = await child.ended.finally(() => memory.stop());
  const report = JSON.parse(stdout) as FormsReport;
  return {
    row: 'forms',
    samples: 1,
    figures: {
      items_per_second: round(report.items / (report.milliseconds / 1_000)),
      cpu_seconds: round(report.cpuSeconds),
    },
    peakMemoryMb: memory.stop(),
    checksum: report.checksum,
    checked: report.items,
    wrong: WrongAnswers.of(report.wrong, report.examples),
    floor: {
      what: 'the same texts parsed as JSON',
      figures: { items_per_second: round(report.items / (report.parsingMilliseconds / 1_000)) },
    },
    goals: [{ figure: 'items_per_second', atLeast: 3_000 }],
    work: { items: report.items },
  };
}
