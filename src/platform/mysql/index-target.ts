import type { Queryable, Tx } from '../../kernel/database.ts';
import type { RebuildChange, RebuildRow, TargetRow, Targets } from '../../kernel/rebuild/targets.ts';

const targets = 'state, serving, second, generation';

/** One row of `index_target`, by the name of its alias without a prefix. */
export class IndexTarget implements TargetRow {
  readonly #name: string;

  constructor(name: 'catalog-queries' | 'content') {
    this.#name = name;
  }

  async read(on: Queryable): Promise<Targets> {
    return this.#only(await on.prepared<Targets>(`SELECT ${targets} FROM index_target WHERE name = ?`, [this.#name]));
  }

  async lock(tx: Tx): Promise<Targets> {
    return this.#only(
      await tx.rows<Targets>(`SELECT ${targets} FROM index_target WHERE name = ? FOR UPDATE`, [this.#name]),
    );
  }

  async readRebuild(on: Queryable): Promise<RebuildRow> {
    return this.#only(
      await on.rows<RebuildRow>(
        `SELECT ${targets}, copied_to, refused, stopped, differs, unsettled, holder IS NOT NULL AND held_until > UTC_TIMESTAMP(3) AS held
         FROM index_target WHERE name = ?`,
        [this.#name],
      ),
    );
  }

  async countRefused(tx: Tx, refused: number): Promise<void> {
    await tx.run('UPDATE index_target SET refused = refused + ? WHERE name = ?', [refused, this.#name]);
  }

  async reset(tx: Tx): Promise<void> {
    await tx.run(
      `UPDATE index_target SET state = 'alone', serving = NULL, second = NULL, begun_at = NULL, stopped = 0, unsettled = 0, generation = generation + 1
       WHERE name = ?`,
      [this.#name],
    );
  }

  async take(on: Queryable, holder: string, seconds: number): Promise<boolean> {
    const { affectedRows } = await on.run(
      `UPDATE index_target SET holder = ?, held_until = UTC_TIMESTAMP(3) + INTERVAL ? SECOND
       WHERE name = ? AND (holder IS NULL OR held_until <= UTC_TIMESTAMP(3))`,
      [holder, seconds, this.#name],
    );
    return affectedRows > 0;
  }

  async leave(on: Queryable, holder: string): Promise<void> {
    await on.run('UPDATE index_target SET holder = NULL, held_until = NULL WHERE name = ? AND holder = ?', [
      this.#name,
      holder,
    ]);
  }

  async step(
    on: Queryable,
    { holder, seconds, from }: { holder: string; seconds: number; from: Pick<Targets, 'state' | 'generation'> },
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
      [...sets.map(([, value]) => value), seconds, this.#name, holder, from.state, from.generation],
    );
    return affectedRows > 0;
  }

  #only<Row>(rows: readonly Row[]): Row {
    const [row] = rows;
    if (row === undefined) {
      throw new Error(`index_target has no row ${this.#name}`);
    }
    return row;
  }
}

/** Seconds since a rebuild of any index began that nobody is at; 0 when there is none. */
export async function readSecondsLeft(on: Queryable): Promise<number> {
  const [row] = await on.rows<{ seconds: number | null }>(
    `SELECT MAX(TIMESTAMPDIFF(SECOND, begun_at, UTC_TIMESTAMP(3))) AS seconds FROM index_target
     WHERE (state IN ('building', 'swapping') OR unsettled = 1) AND (holder IS NULL OR held_until <= UTC_TIMESTAMP(3))`,
  );
  return Math.max(row?.seconds ?? 0, 0);
}
