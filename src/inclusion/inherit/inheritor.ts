import type { Database, Tx } from '../../kernel/database.ts';
import type { Step } from '../../kernel/steps.ts';
import { derivations, type Derivation } from './derivation.ts';
import {
  countMembers,
  deleteDerived,
  insertDerived,
  readStored,
  shareItems,
  stampDerived,
  type Pair,
  type Side,
} from './derived-rows.mysql.ts';
import { fitRound } from './fit-round.ts';
import { peekPending, peekQueries, takePending, takeTurn, type Marks } from './inherit-pending.mysql.ts';

const itemsOfOneRound = 200;
const queriesOfOneRound = 20;
/** Direct members that are looked at in one round, some seconds' work: one query may have as many as there are items. */
const membersOfOneRound = 200_000;
/** Past so many marked queries every item may cost less. */
const manyQueries = 200;

/** `rest`: there is nothing to be taken, or another process is at it. */
type Round = 'worked' | 'rest';

/**
 * The second step of a change of direct memberships: what programs and pathways inherit from their parts, and which courses are shown through
 * their runs (docs/architecture.md, Inherited membership).
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

  /** Whether there is anything to work out: a look that takes no turn. */
  async hasMarks(): Promise<boolean> {
    return isAny(await peekPending(this.#database, { items: 1, queries: 1 }));
  }

  /**
   * Works until no mark is left, another process has the turn, or so many rounds are done.
   * @returns `worked`: whether there was anything to work out; `more`: whether there may be still
   * @throws UnavailableError when the database does not answer; the marks stay
   */
  async settle(rounds: number): Promise<{ worked: boolean; more: boolean }> {
    for (let round = 0; round < rounds; round += 1) {
      if ((await this.#database.transaction((tx) => this.#round(tx))) === 'rest') {
        return { worked: round > 0, more: false };
      }
      await this.#step('inherit:committed');
      // Also for somebody whom this process kept from his turn.
      if (!(await this.hasMarks())) {
        return { worked: true, more: false };
      }
    }
    return { worked: true, more: true };
  }

  async #round(tx: Tx): Promise<Round> {
    const [hasTurn, seen] = await Promise.all([
      takeTurn(tx, 'derive'),
      peekPending(tx, { items: itemsOfOneRound, queries: manyQueries }),
    ]);
    if (!hasTurn) {
      return 'rest';
    }
    if (await this.#turnToItems(tx, seen)) {
      return 'worked';
    }
    const taken = {
      ...seen,
      query: await this.#fitting(tx, seen.query),
      runs: await this.#fitting(tx, seen.runs),
    };
    if (!isAny(taken)) {
      return 'rest';
    }
    // All at once, in the order of their ids, as everybody takes them.
    const below = await Promise.all(
      derivations
        .filter(({ marks }) => taken[marks.items].length > 0)
        .map(({ marks, readBelow }) => readBelow(tx, taken[marks.items])),
    );
    await shareItems(tx, below.flat());
    await takePending(tx, taken);
    await this.#step('inherit:marks-taken');
    for (const derivation of derivations) {
      await this.#writeDifference(tx, derivation, { items: taken[derivation.marks.items] });
      await this.#writeDifference(tx, derivation, { queries: taken[derivation.marks.queries] });
    }
    await this.#step('inherit:difference-written');
    return 'worked';
  }

  /**
   * Where that costs less than the marked queries, every item is marked in their place; of one kind in a transaction, since marks are taken
   * and set in the order in which writers set them. @returns whether it was
   */
  async #turnToItems(tx: Tx, seen: Marks): Promise<boolean> {
    for (const { marks, isEveryItemCheaper, markEveryItem } of derivations) {
      if (seen[marks.queries].length === manyQueries && (await isEveryItemCheaper(tx))) {
        await markEveryItem(tx, await peekQueries(tx, marks.queries));
        return true;
      }
    }
    return false;
  }

  #fitting(tx: Tx, queries: readonly number[]): Promise<number[]> {
    return fitRound(queries.slice(0, queriesOfOneRound), membersOfOneRound, (id, limit) => countMembers(tx, id, limit));
  }

  async #writeDifference(tx: Tx, { table, readWanted }: Derivation, side: Side): Promise<void> {
    if (('items' in side ? side.items : side.queries).length === 0) {
      return;
    }
    const [wanted, stored] = await Promise.all([readWanted(tx, side), readStored(tx, table, side)]);
    const missing = without(wanted, stored);
    const extra = without(stored, wanted);
    await insertDerived(tx, table, missing);
    await deleteDerived(tx, table, { pairs: extra, side });
    await stampDerived(tx, [...new Set([...missing, ...extra].map(([queryId]) => queryId))]);
  }
}

function isAny(marks: Marks): boolean {
  return Object.values(marks).some(({ length }) => length > 0);
}

/** Those of the first that are not among the others. */
function without(pairs: readonly Pair[], others: readonly Pair[]): Pair[] {
  const known = new Map<number, Set<number>>();
  for (const [queryId, contentId] of others) {
    const of = known.get(queryId);
    if (of === undefined) {
      known.set(queryId, new Set([contentId]));
    } else {
      of.add(contentId);
    }
  }
  return pairs.filter(([queryId, contentId]) => known.get(queryId)?.has(contentId) !== true);
}
