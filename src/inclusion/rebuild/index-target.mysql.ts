import type { Queryable, Tx } from '../../kernel/database.ts';

/**
 * Which indices of filters are written:
 *
 *   alone ──begin──▶ building ──compared──▶ swapping ──alias moved──▶ swapped ──dropped──▶ alone
 *                       └──────abandoned──────┴─▶ alone       swapped ──rollback──▶ swapping
 *
 * `alone`: the one behind the alias. `building`: that one, and a second that nobody asks yet. `swapping`: two, each of which may be asked.
 * `swapped`: the one behind the alias, and the one from before, to which one can go back.
 */
export type TargetState = 'alone' | 'building' | 'swapping' | 'swapped';

export interface IndexTargets {
  state: TargetState;
  /** The index behind the alias; null when it was never rebuilt. */
  serving: string | null;
  second: string | null;
  /** Counts rebuilds, for the names of indices. */
  generation: number;
}

export interface RebuildRow extends IndexTargets {
  /** The last query that was copied. */
  copied_to: number;
  /** How many registrations the second index refused although the first took them. */
  refused: number;
  /** 1: it was stopped by what its comparison found, and waits for somebody. */
  stopped: number;
  /** 1: the two indices decide differently, which was accepted: whoever changes from one to the other decides everything anew. */
  differs: number;
  /** 1: the alias was moved, and nobody has looked yet for what that may have missed. */
  unsettled: number;
  /** 1: somebody is at it. */
  held: number;
}

const name = 'catalog-queries';
const targets = 'state, serving, second, generation';

/** Where to write, as it is now. */
export async function readTargets(on: Queryable): Promise<IndexTargets> {
  return only(await on.prepared<IndexTargets>(`SELECT ${targets} FROM index_target WHERE name = ?`, [name]));
}

/** The same, held still until the transaction ends. */
export async function shareTargets(tx: Tx): Promise<IndexTargets> {
  return only(
    await tx.rows<IndexTargets>(`SELECT ${targets} FROM index_target WHERE name = ? LOCK IN SHARE MODE`, [name]),
  );
}

/** The same, taken to be changed. */
export async function lockTargets(tx: Tx): Promise<IndexTargets> {
  return only(await tx.rows<IndexTargets>(`SELECT ${targets} FROM index_target WHERE name = ? FOR UPDATE`, [name]));
}

/** Begun and not at its end, whether somebody is at it or not. */
export function isHalfWay({ state, unsettled }: RebuildRow): boolean {
  return state === 'building' || state === 'swapping' || (state === 'swapped' && unsettled === 1);
}

export async function readRebuild(on: Queryable): Promise<RebuildRow> {
  return only(
    await on.rows<RebuildRow>(
      `SELECT ${targets}, copied_to, refused, stopped, differs, unsettled, holder IS NOT NULL AND held_until > UTC_TIMESTAMP(3) AS held
       FROM index_target WHERE name = ?`,
      [name],
    ),
  );
}

/** The second index has refused filters that the first has taken. The caller has the row. */
export async function countRefused(tx: Tx, refused: number): Promise<void> {
  await tx.run('UPDATE index_target SET refused = refused + ? WHERE name = ?', [refused, name]);
}

/** Only the index behind the alias is written from now on, and it is a generation of its own. The caller has the row. */
export async function resetTargets(tx: Tx): Promise<void> {
  await tx.run(
    `UPDATE index_target SET state = 'alone', serving = NULL, second = NULL, begun_at = NULL, unsettled = 0, generation = generation + 1
     WHERE name = ?`,
    [name],
  );
}

/** Seconds since a rebuild began that nobody is at; 0 when there is none. */
export async function readSecondsLeft(on: Queryable): Promise<number> {
  const [row] = await on.rows<{ seconds: number | null }>(
    `SELECT TIMESTAMPDIFF(SECOND, begun_at, UTC_TIMESTAMP(3)) AS seconds FROM index_target
     WHERE name = ? AND (state IN ('building', 'swapping') OR unsettled = 1)
       AND (holder IS NULL OR held_until <= UTC_TIMESTAMP(3))`,
    [name],
  );
  return Math.max(row?.seconds ?? 0, 0);
}

/** Takes the rebuild for one builder. @returns whether nobody else has it */
export async function takeRebuild(on: Queryable, holder: string, seconds: number): Promise<boolean> {
  const { affectedRows } = await on.run(
    `UPDATE index_target SET holder = ?, held_until = UTC_TIMESTAMP(3) + INTERVAL ? SECOND
     WHERE name = ? AND (holder IS NULL OR held_until <= UTC_TIMESTAMP(3))`,
    [holder, seconds, name],
  );
  return affectedRows > 0;
}

export async function leaveRebuild(on: Queryable, holder: string): Promise<void> {
  await on.run('UPDATE index_target SET holder = NULL, held_until = NULL WHERE name = ? AND holder = ?', [
    name,
    holder,
  ]);
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

/**
 * One step of the builder, who goes on holding the rebuild.
 * @param from the state and generation that he left
 * @returns whether they still were, and he still had it; with `unrefused` also whether the second index has refused nothing
 */
export async function stepRebuild(
  on: Queryable,
  { holder, seconds, from }: { holder: string; seconds: number; from: Pick<IndexTargets, 'state' | 'generation'> },
  change: RebuildChange,
  options: { unrefused: boolean } = { unrefused: false },
): Promise<boolean> {
  const { begun, ...columns } = change;
  const sets = Object.entries(columns);
  const { affectedRows } = await on.run(
    `UPDATE index_target SET ${sets.map(([column]) => `${column} = ?, `).join('')}
       ${begun === undefined ? '' : `begun_at = ${begun ? 'UTC_TIMESTAMP(3)' : 'NULL'}, `}
       held_until = UTC_TIMESTAMP(3) + INTERVAL ? SECOND
     WHERE name = ? AND holder = ? AND state = ? AND generation = ?${options.unrefused ? ' AND refused = 0' : ''}`,
    [...sets.map(([, value]) => value), seconds, name, holder, from.state, from.generation],
  );
  return affectedRows > 0;
}

function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) {
    throw new Error(`index_target has no row ${name}`);
  }
  return row;
}
