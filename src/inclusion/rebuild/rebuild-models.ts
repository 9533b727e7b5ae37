export interface RebuildOptions {
  /**
   * `build`: a new one · `resume`: the one that was left half-way · `back`: to the index from before; one that is not swapped yet is
   * abandoned · `plan`: nothing, only says what is there.
   */
  how: 'build' | 'resume' | 'back' | 'plan';
  /** How many indices from before are kept after the swap. The first goes on being written, so that one can go back to it. */
  keep: number;
  /** How many items the old and the new index decide before the swap. */
  sample: number;
  /** Swaps although the two decide differently, and has every filter decided anew. */
  acceptDifferences: boolean;
  progress?: (so: RebuildProgress) => void | Promise<void>;
  /** Leaves it half-way before its next step, for whoever resumes it. */
  signal?: AbortSignal;
}

export interface RebuildProgress {
  phase: 'copy' | 'compare';
  done: number;
  total: number;
}

/** An item and a filter about which two indices do not agree. */
export interface RebuildDifference {
  contentKey: string;
  queryUuid: string;
  serving: boolean;
  candidate: boolean;
}

export interface RebuildReport {
  /**
   * `stopped`: the new index is not as the old one; it goes on being written, and serves nobody. `half-way`: what a plan says of a rebuild
   * that was begun.
   */
  outcome: 'swapped' | 'went back' | 'abandoned' | 'stopped' | 'nothing begun' | 'half-way' | 'can go back';
  serving: string | null;
  second: string | null;
  /** Catalog queries. */
  queries: number;
  /** Registrations written to the new index, those that were copied again included. */
  copied: number;
  /** Items that both indices decided. */
  compared: number;
  /** How many pairs were decided differently, and the first of them. */
  different: number;
  differences: RebuildDifference[];
  /** Filters that count as registered and are not in the new index, or were refused by it. */
  missing: number;
  /** Filters that are decided anew, since a program of a version before registered them in one index only. */
  revised: number;
  /** Indices that were removed. */
  dropped: string[];
}
