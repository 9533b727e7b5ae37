import { driftKinds, type Inclusion, type ReconcileOptions, type ReconcileReport } from './inclusion/port.ts';
import type { SyncRuns } from './replication/runs/sync-runs.ts';

/** What the last reconciliation found wrong, by kind; empty when there was none. */
export async function readDrift(runs: SyncRuns): Promise<Record<string, number>> {
  const counts = (await runs.lastCounts('reconcile')) ?? {};
  return Object.fromEntries(driftKinds.flatMap((kind) => (counts[kind] === undefined ? [] : [[kind, counts[kind]]])));
}

/** `Inclusion.reconcile`, recorded as a run. */
export async function recordReconcile(
  { runs, inclusion }: { runs: SyncRuns; inclusion: Pick<Inclusion, 'reconcile'> },
  options: ReconcileOptions,
): Promise<ReconcileReport> {
  const countsOf = ({ items, queries, total, revised, drift }: ReconcileReport): Record<string, number> => ({
    items,
    queries,
    total,
    revised,
    ...drift,
  });
  const { report } = await runs.record('reconcile', async (beat) => {
    const found = await inclusion.reconcile({
      ...options,
      progress: async (so) => {
        await beat(countsOf(so));
        await options.progress?.(so);
      },
    });
    return { state: options.signal?.aborted === true ? 'partly' : 'done', counts: countsOf(found), report: found };
  });
  return report;
}
