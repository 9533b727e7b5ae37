import type { Cause, QueryChange } from './record-changes.mysql.ts';

/** Gathers what a transaction over several items changes, by query and cause. */
export class ItemHistory {
  readonly #unevaluated: ReadonlySet<number>;
  readonly #changes = new Map<string, QueryChange & { entered: number[]; left: number[] }>();

  /** @param unevaluated queries without a baseline yet, which will count what enters them now */
  constructor(unevaluated: ReadonlySet<number>) {
    this.#unevaluated = unevaluated;
  }

  /** @param queries that the item entered or left */
  add(contentId: number, cause: Cause, queries: { entered: readonly number[]; left: readonly number[] }): void {
    for (const way of ['entered', 'left'] as const) {
      for (const queryId of queries[way]) {
        if (!this.#unevaluated.has(queryId)) {
          this.#of(queryId, cause)[way].push(contentId);
        }
      }
    }
  }

  changes(): QueryChange[] {
    return [...this.#changes.values()].sort((a, b) => a.queryId - b.queryId);
  }

  #of(queryId: number, cause: Cause): { entered: number[]; left: number[] } {
    const name = `${String(queryId)} ${cause}`;
    const change = this.#changes.get(name) ?? { queryId, cause, entered: [], left: [] };
    this.#changes.set(name, change);
    return change;
  }
}
