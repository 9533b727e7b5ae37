import type { Database, Tx } from '../../kernel/database.ts';
import type { Step } from '../../kernel/steps.ts';
import { derivations, type Derivation } from './derivation.ts';
import {
  countMembers,
  deleteDerived,
  insertDerived,
  readStored,
  stampDerived,
  type Pair,
  type Side,
} from './derived-rows.mysql.ts';
import { fitRound } from './fit-round.ts';
import { peekKinds, peekPending, takePending, takeTurn } from './inherit-pending.mysql.ts';

const itemsOfOneRound = 200;
const queriesOfOneRound = 20;
/** Direct members that are looked at in one round, some seconds' work: one query may have as many as there are items. */
const membersOfOneRound = 200_000;
/** Past so many marked queries every item may cost less. */
const manyQueries = 200;
/** More than there may be. */
const everyQuery = 10_000_000;

/** `rest`: what was left is worked out, or another process is at it. */
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

  /**
   * Works until no mark is left, or another process has the turn.
   * @returns whether anything was worked out
   * @throws UnavailableError when the database does not answer; the marks stay
   */
  async settle(): Promise<boolean> {
    for (let worked = false; ; worked = true) {
      const marked = await peekKinds(this.#database);
      const rounds: Round[] = [];
      for (const derivation of derivations.filter(
        ({ marks }) => marked.has(marks.items) || marked.has(marks.queries),
      )) {
        const round = await this.#database.transaction((tx) => this.#round(tx, derivation));
        if (round === 'worked') {
          await this.#step('inherit:committed');
        }
        rounds.push(round);
      }
      if (!rounds.includes('worked')) {
        return worked;
      }
    }
  }

  async #round(tx: Tx, derivation: Derivation): Promise<Round> {
    const { marks } = derivation;
    if (!(await takeTurn(tx, 'derive'))) {
      return 'rest';
    }
    const seen = await peekPending(tx, marks, { items: itemsOfOneRound, queries: manyQueries });
    if (seen.queries.length === manyQueries && (await derivation.isEveryItemCheaper(tx))) {
      const { queries } = await peekPending(tx, marks, { items: 0, queries: everyQuery });
      await derivation.markEveryItem(tx, queries);
      return 'worked';
    }
    const some = seen.queries.slice(0, queriesOfOneRound);
    const queries = await fitRound(some, membersOfOneRound, (id, limit) => countMembers(tx, id, limit));
    const pending = { items: seen.items, queries };
    if (pending.items.length + pending.queries.length === 0) {
      return 'rest';
    }
    if (pending.items.length > 0) {
      await derivation.share(tx, pending.items);
    }
    await takePending(tx, marks, pending);
    await this.#step('inherit:marks-taken');
    await this.#writeDifference(tx, derivation, { items: pending.items });
    await this.#writeDifference(tx, derivation, { queries: pending.queries });
    await this.#step('inherit:difference-written');
    return 'worked';
  }

  async #writeDifference(tx: Tx, { table, readWanted }: Derivation, side: Side): Promise<void> {
    const wanted = new Map((await readWanted(tx, side)).map((pair) => [nameOf(pair), pair]));
    const stored = new Map((await readStored(tx, table, side)).map((pair) => [nameOf(pair), pair]));
    const missing = [...wanted].filter(([name]) => !stored.has(name)).map(([, pair]) => pair);
    const extra = [...stored].filter(([name]) => !wanted.has(name)).map(([, pair]) => pair);
    await insertDerived(tx, table, missing);
    await deleteDerived(tx, table, { pairs: extra, side });
    await stampDerived(tx, [...new Set([...missing, ...extra].map(([queryId]) => queryId))]);
  }
}

function nameOf([queryId, contentId]: Pair): string {
  return `${String(queryId)} ${String(contentId)}`;
}
