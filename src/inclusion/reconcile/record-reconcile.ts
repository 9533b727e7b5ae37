import type { Runs } from '../../kernel/runs.ts';
import type { Inclusion, ReconcileOptions, ReconcileReport } from '../port.ts';
import { driftKinds } from './drift.ts';

/** What the last reconciliation found wrong, by kind; empty when there was none. */
export async function readDrift(runs: Pick<Runs, 'lastCounts'>): Promise<Record<string, number>> {
  const counts = (await runs.lastCounts('reconcile')) ?? {};
  return Object.fromEntries(driftKinds.flatMap((kind) => (counts[kind] === undefined ? [] : [[kind, counts[kind]]])));
}

/** Reconciles, and records that as a run; one that was told to stop is `partly` done. */
export async function recordReconcile(
  { runs, inclusion }: { runs: Pick<Runs, 'record'>; inclusion: Pick<Inclusion, 'reconcile'> },
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
    const state = options.signal?.aborted === true ? ('partly' as const) : ('done' as const);
    return { state, counts: countsOf(found), report: found };
  });
  return report;
}
