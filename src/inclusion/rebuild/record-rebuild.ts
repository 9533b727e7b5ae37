import type { Inclusion, RebuildOptions, RebuildReport } from '../port.ts';

/** How many indices from before a rebuild keeps, and how many items it compares, unless told otherwise. */
export const rebuildDefaults = { keep: 1, sample: 500 };

type Counts = Readonly<Record<string, number>>;

/** Where runs are recorded: `SyncRuns` of replication. */
interface Runs {
  record<T extends { state: 'done' | 'partly'; counts: Counts }>(
    kind: string,
    work: (beat: (counts: Counts) => Promise<void>) => Promise<T>,
  ): Promise<T>;
}

/** Rebuilds, and records that as a run; one that was stopped by what it found is `partly` done. A plan is no run. */
export async function recordRebuild(
  { runs, inclusion }: { runs: Runs; inclusion: Pick<Inclusion, 'rebuildQueries'> },
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
