import { contentGates, type ContentGate } from '../../kernel/metrics.ts';
import type { HeardOutcome } from '../heard/models.ts';
import type { ItemClaim, StoredDocument } from '../port.ts';
import type { RawItem } from './item-form.ts';
import type { StoreDeps } from './store-content.ts';

export interface Stored {
  /**
   * `settled`: it was found as it is without a lock, and nothing was written, not even that it came; `older`: upstream gave a later
   * version before, or said since that the item is gone: it is passed over, and what is stored is unchanged.
   */
  fate: 'taken' | 'settled' | 'older';
  document: StoredDocument;
  /** Undefined where it was passed over. */
  stoppedBy?: ContentGate;
  claim?: ItemClaim;
}

/** Of a document that is tried again, its place in quarantine: it is stored only while that still holds it. */
export type Retried = ReadonlyMap<RawItem, { id: number; bodyHash: Buffer }>;

/** Tells the metrics what stopped each. */
export function countGates(
  { metrics }: Pick<StoreDeps, 'metrics'>,
  stopped: readonly { stoppedBy?: ContentGate }[],
): void {
  for (const gate of contentGates) {
    const items = stopped.filter(({ stoppedBy }) => stoppedBy === gate).length;
    if (items > 0) {
      metrics.contentStopped(gate, items);
    }
  }
}

/** What came did to its items, by their ids. */
export function heardOf(stored: Iterable<Stored>): Map<number, HeardOutcome> {
  return new Map(
    [...stored].flatMap(({ fate, document }): [number, HeardOutcome][] =>
      document.outcome === 'refused' ? [] : [[document.contentId, fate === 'older' ? fate : document.outcome]],
    ),
  );
}
