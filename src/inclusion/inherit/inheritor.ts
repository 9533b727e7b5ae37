import type { Database, Tx } from '../../kernel/database.ts';
import type { Step } from '../../kernel/steps.ts';
import { fitRound } from './fit-round.ts';
import { markEveryParent, peekPending, takePending, takeTurn } from './inherit-pending.mysql.ts';
import {
  countMembers,
  deleteInherited,
  insertInherited,
  readStored,
  readWanted,
  shareParts,
  type Pair,
  type Side,
} from './inherited-rows.mysql.ts';

const parentsOfOneRound = 200;
const queriesOfOneRound = 20;
/** Direct members that are looked at in one round, some seconds' work: one query may have as many as there are items. */
const membersOfOneRound = 200_000;
/** Past so many marked queries it costs less to work out every program and pathway once, for all queries together. */
const manyQueries = 200;

/** `rest`: what was left is worked out, or another process is at it. */
type Round = 'worked' | 'rest';

/**
 * The second step of a change of direct memberships: what programs and pathways inherit from their parts (docs/architecture.md,
 * Inherited membership).
 *
 *   take the turn → hold the parts still → take the marks → read committed direct rows → write the difference
 *
 * Whoever changes direct rows marks what is above them in the same transaction. A mark is taken away before the rows are read: a
 * change that is committed by then is seen, a later one has set its mark again.
 */
export class Inheritor {
  readonly #database: Database;
  readonly #step: Step;

  constructor(deps: { database: Database; step: Step }) {
    this.#database = deps.database;
    this.#step = deps.step;
  }

  /**
   * Works until no mark is left, or another process has the turn.
   * @returns whether anything was worked out
   * @throws UnavailableError when the database does not answer; the marks stay
   */
  async settle(): Promise<boolean> {
    let worked = false;
    for (;;) {
      const pending = await peekPending(this.#database, { parents: 1, queries: 1 });
      if (pending.parents.length + pending.queries.length === 0) {
        return worked;
      }
      if ((await this.#database.transaction((tx) => this.#round(tx))) === 'rest') {
        return worked;
      }
      worked = true;
      await this.#step('inherit:committed');
    }
  }

  async #round(tx: Tx): Promise<Round> {
    if (!(await takeTurn(tx, 'inherit'))) {
      return 'rest';
    }
    const seen = await peekPending(tx, { parents: parentsOfOneRound, queries: manyQueries });
    if (seen.queries.length === manyQueries) {
      await markEveryParent(tx, seen.queries);
      return 'worked';
    }
    const some = seen.queries.slice(0, queriesOfOneRound);
    const queries = await fitRound(some, membersOfOneRound, (id, limit) => countMembers(tx, id, limit));
    const pending = { parents: seen.parents, queries };
    if (pending.parents.length + pending.queries.length === 0) {
      return 'rest';
    }
    if (pending.parents.length > 0) {
      await shareParts(tx, pending.parents);
    }
    await takePending(tx, pending);
    await this.#step('inherit:marks-taken');
    await this.#writeDifference(tx, { parents: pending.parents });
    await this.#writeDifference(tx, { queries: pending.queries });
    await this.#step('inherit:difference-written');
    return 'worked';
  }

  async #writeDifference(tx: Tx, side: Side): Promise<void> {
    const wanted = new Map((await readWanted(tx, side)).map((pair) => [nameOf(pair), pair]));
    const stored = new Map((await readStored(tx, side)).map((pair) => [nameOf(pair), pair]));
    await insertInherited(
      tx,
      [...wanted].filter(([name]) => !stored.has(name)).map(([, pair]) => pair),
    );
    await deleteInherited(
      tx,
      [...stored].filter(([name]) => !wanted.has(name)).map(([, pair]) => pair),
      side,
    );
  }
}

function nameOf([queryId, contentId]: Pair): string {
  return `${String(queryId)} ${String(contentId)}`;
}
