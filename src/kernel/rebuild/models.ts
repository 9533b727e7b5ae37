/** How many indices from before a rebuild keeps, and how many items it compares, unless told otherwise. */
export const rebuildDefaults = { keep: 1, sample: 200 };

export interface RebuildOptions {
  /**
   * `build`: a new one · `resume`: the one that was left half-way · `back`: to the index from before; one that is not swapped yet is
   * abandoned · `plan`: nothing, only says what is there.
   */
  how: 'build' | 'resume' | 'back' | 'plan';
  /** How many indices from before are kept after the swap. The first goes on being written, so that one can go back to it. */
  keep: number;
  /** How many items the old and the new index are compared by before the swap. */
  sample: number;
  /** Swaps although the two answer differently. */
  acceptDifferences: boolean;
  progress?: (so: RebuildProgress) => void | Promise<void>;
  /** Called once nothing speaks against it any more: it is this builder's, and there is something to do. */
  begun?: () => void;
  /** Leaves it half-way before its next step, for whoever resumes it. */
  signal?: AbortSignal;
}

export interface RebuildProgress {
  phase: 'copy' | 'compare';
  done: number;
  total: number;
}

export interface RebuildResult {
  /**
   * `stopped`: the new index is not as the old one; it goes on being written, and serves nobody. `half-way`: what a plan says of a rebuild
   * that was begun.
   */
  outcome: 'swapped' | 'went back' | 'abandoned' | 'stopped' | 'nothing begun' | 'half-way' | 'can go back';
  serving: string | null;
  second: string | null;
  /** Written to the new index, what was copied again included. */
  copied: number;
  /** How much the two answer differently. */
  different: number;
  /** Rows that count as written and are not in the new index, or were refused by it. */
  missing: number;
  /** Rows that are decided anew, since a program of a version before wrote them to one index only. */
  revised: number;
  /** Indices that were removed. */
  dropped: string[];
}
