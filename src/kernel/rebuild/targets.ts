import type { Queryable, Tx } from '../database.ts';

/**
 * Which indices of one alias are written:
 *
 *   alone ──begin──▶ building ──compared──▶ swapping ──alias moved──▶ swapped ──dropped──▶ alone
 *                       └──────abandoned──────┴─▶ alone       swapped ──rollback──▶ swapping
 *
 * `alone`: the one behind the alias. `building`: that one, and a second that nobody asks yet. `swapping`: two, each of which may be asked.
 * `swapped`: the one behind the alias, and the one from before, to which one can go back.
 */
export type TargetState = 'alone' | 'building' | 'swapping' | 'swapped';

export interface Targets {
  state: TargetState;
  /** The index behind the alias; null when it was never rebuilt. */
  serving: string | null;
  second: string | null;
  /** Counts rebuilds, for the names of indices. */
  generation: number;
}

export interface RebuildRow extends Targets {
  /** The last row that was copied. */
  copied_to: number;
  /** How often the second index refused what the first took. */
  refused: number;
  /** 1: it was stopped by what its comparison found, and waits for somebody. */
  stopped: number;
  /** 1: the two indices answer differently, which was accepted: whoever changes from one to the other sees to what was decided by it. */
  differs: number;
  /** 1: the alias was moved, and nobody has looked yet for what that may have missed. */
  unsettled: number;
  /** 1: somebody is at it. */
  held: number;
}

/** The columns that a builder changes; what is left out stays. */
export type RebuildChange = Partial<Pick<RebuildRow, 'state' | 'serving' | 'second' | 'generation' | 'copied_to'>> & {
  refused?: 0;
  stopped?: 0 | 1;
  differs?: 0 | 1;
  unsettled?: 0 | 1;
  /** Begins or ends the time that a rebuild takes. */
  begun?: boolean;
};

/** The row of the database that says which indices of an alias are written; platform/mysql gives the real one. */
export interface TargetRow {
  /** Where to write, as it is now. */
  read(on: Queryable): Promise<Targets>;
  /** The same, taken to be changed. */
  lock(tx: Tx): Promise<Targets>;
  readRebuild(on: Queryable): Promise<RebuildRow>;
  /** The second index has refused what the first has taken. The caller has the row. */
  countRefused(tx: Tx, refused: number): Promise<void>;
  /** Only the index behind the alias is written from now on, and it is a generation of its own. The caller has the row. */
  reset(tx: Tx): Promise<void>;
  /** Takes the rebuild for one builder. @returns whether nobody else has it */
  take(on: Queryable, holder: string, seconds: number): Promise<boolean>;
  leave(on: Queryable, holder: string): Promise<void>;
  /**
   * One step of the builder, who goes on holding the rebuild.
   * @param by.from the state and generation that he left
   * @returns whether they still were, and he still had it; with `unrefused` also whether the second index has refused nothing
   */
  step(
    on: Queryable,
    by: { holder: string; seconds: number; from: Pick<Targets, 'state' | 'generation'> },
    change: RebuildChange,
    options?: { unrefused: boolean },
  ): Promise<boolean>;
}

/** Whether these are still the indices to write. Back and forth, state and generation come again, with the other index serving. */
export function areSame(one: Targets, other: Targets): boolean {
  return one.state === other.state && one.generation === other.generation && one.serving === other.serving;
}

/** Begun and not at its end, whether somebody is at it or not. */
export function isHalfWay({ state, unsettled }: Pick<RebuildRow, 'state' | 'unsettled'>): boolean {
  return state === 'building' || state === 'swapping' || (state === 'swapped' && unsettled === 1);
}
