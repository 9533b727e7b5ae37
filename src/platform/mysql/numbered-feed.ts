import type { Database, Queryable, Tx } from '../../kernel/database.ts';
import type { FeedEnds } from '../../kernel/feed.ts';

const numberedAtOnce = 1_000;
const droppedAtOnce = 500;

/** Where a feed stands in the database. */
export interface FeedTables {
  /** The row of `turn` that holds the last place that was given; that of `…-dropped` holds the last one that was dropped. */
  turn: string;
  /** A row a change: `id`, `position` (null until it is numbered), `at`. */
  changes: string;
  /** Rows that belong to a change (`change_id`), and are dropped with it. */
  parts?: string;
}

/** Changes in the order of their commits, each with a place that readers go on after. */
export class NumberedFeed {
  readonly #tables: FeedTables;

  constructor(tables: FeedTables) {
    this.#tables = tables;
  }

  /**
   * Gives committed changes their places. One process at a time does, and only after the commit: a change that commits late gets a later
   * place, so a reader who has come to a place has seen all before it. Changes whose writers wait for each other are numbered in their
   * order: whoever comes later has the larger id.
   */
  async number(database: Database): Promise<void> {
    while ((await database.transaction((tx) => this.#numberSome(tx))) === numberedAtOnce) {
      // Until none is left, or another process is at it.
    }
  }

  async readEnds(on: Queryable): Promise<FeedEnds> {
    const { turn } = this.#tables;
    const rows = await on.rows<{ name: string; value: number }>('SELECT name, value FROM turn WHERE name IN (?)', [
      [turn, `${turn}-dropped`],
    ]);
    const valueOf = (name: string): number => rows.find((row) => row.name === name)?.value ?? 0;
    return { last: valueOf(turn), dropped: valueOf(`${turn}-dropped`) };
  }

  /** Drops changes that are older than `days`, a part at a time, and notes up to where the feed has lost them. */
  async dropOld(database: Database, days: number): Promise<void> {
    while ((await database.transaction((tx) => this.#dropSome(tx, days))) === droppedAtOnce) {
      // Until none is left.
    }
  }

  async #numberSome(tx: Tx): Promise<number> {
    const { turn: name, changes } = this.#tables;
    const [turn] = await tx.rows<{ value: number }>('SELECT value FROM turn WHERE name = ? FOR UPDATE SKIP LOCKED', [
      name,
    ]);
    if (turn === undefined) {
      return 0;
    }
    const rows = await tx.rows<{ id: number }>(
      `SELECT id FROM ${changes} WHERE position IS NULL ORDER BY id LIMIT ${String(numberedAtOnce)}`,
    );
    if (rows.length > 0) {
      const ids = rows.map(({ id }) => id);
      await tx.later(`UPDATE ${changes} SET position = ? + FIELD(id, ?) WHERE id IN (?)`, [turn.value, ids, ids]);
      await tx.later('UPDATE turn SET value = ? WHERE name = ?', [turn.value + ids.length, name]);
    }
    return rows.length;
  }

  async #dropSome(tx: Tx, days: number): Promise<number> {
    const { turn, changes, parts } = this.#tables;
    const rows = await tx.rows<{ id: number; position: number }>(
      `SELECT id, position FROM ${changes} WHERE at < UTC_TIMESTAMP(3) - INTERVAL ? DAY AND position IS NOT NULL
       ORDER BY at LIMIT ${String(droppedAtOnce)} FOR UPDATE SKIP LOCKED`,
      [days],
    );
    if (rows.length > 0) {
      const ids = rows.map(({ id }) => id);
      const last = Math.max(...rows.map(({ position }) => position));
      await tx.later('UPDATE turn SET value = GREATEST(value, ?) WHERE name = ?', [last, `${turn}-dropped`]);
      if (parts !== undefined) {
        await tx.later(`DELETE FROM ${parts} WHERE change_id IN (?)`, [ids]);
      }
      await tx.later(`DELETE FROM ${changes} WHERE id IN (?)`, [ids]);
    }
    return rows.length;
  }
}
