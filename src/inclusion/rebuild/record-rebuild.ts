import type { Runs } from '../../kernel/runs.ts';
import type { Inclusion, RebuildOptions, RebuildReport } from '../port.ts';

/** How many indices from before a rebuild keeps, and how many items it compares, unless told otherwise. */
export const rebuildDefaults = { keep: 1, sample: 200 };

/** Rebuilds, and records that as a run; one that was stopped by what it found is `partly` done. A plan is no run. */
export async function recordRebuild(
  { runs, inclusion }: { runs: Pick<Runs, 'record'>; inclusion: Pick<Inclusion, 'rebuildQueries'> },
  options: RebuildOptions,
): Promise<RebuildReport> {
  if (options.how === 'plan') {
    return inclusion.rebuildQueries(options);
  }
  const { report } = await runs.record('reindex', async (beat) => {
    const done = await inclusion.rebuildQueries({
      ...options,
      progress: async (so) => {
        await beat({ [so.phase]: so.done });
        await options.progress?.(so);
      },
    });
    const { queries, copied, compared, different, missing, revised } = done;
    const state = done.outcome === 'stopped' ? ('partly' as const) : ('done' as const);
    return { state, counts: { queries, copied, compared, different, missing, revised }, report: done };
  });
  return report;
}
