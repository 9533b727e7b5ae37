import type { Counts, Runs } from '../runs.ts';
import type { RebuildOptions, RebuildResult } from './models.ts';

const differencesKept = 10;

/**
 * Rebuilds an index, and records that as a run; one that was stopped by what it found is `partly` done, with the first differences as its
 * error. A plan is no run.
 * @param how.kind the run's
 * @param how.countsOf what of the report the record keeps
 * @param how.recorded is told the run's id when it begins
 */
export async function recordRebuild<Report extends RebuildResult & { differences: readonly object[] }>(
  { runs, rebuild }: { runs: Pick<Runs, 'record'>; rebuild: (options: RebuildOptions) => Promise<Report> },
  options: RebuildOptions,
  how: { kind: string; countsOf: (report: Report) => Counts; recorded?: (runId: number) => void },
): Promise<Report> {
  if (options.how === 'plan') {
    return rebuild(options);
  }
  const { report } = await runs.record(how.kind, async (beat, runId) => {
    how.recorded?.(runId);
    const done = await rebuild({
      ...options,
      progress: async (so) => {
        await beat({ [so.phase]: so.done });
        await options.progress?.(so);
      },
    });
    const outcome =
      done.outcome === 'stopped'
        ? { state: 'partly' as const, error: JSON.stringify(done.differences.slice(0, differencesKept)) }
        : { state: 'done' as const };
    return { ...outcome, counts: how.countsOf(done), report: done };
  });
  return report;
}
