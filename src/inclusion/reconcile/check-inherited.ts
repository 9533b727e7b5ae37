import type { Database, Tx } from '../../kernel/database.ts';
import { markPrograms, readMarks, takeTurn } from '../inherit/inherit-pending.mysql.ts';
import { readStored, readWanted, type Pair } from '../inherit/inherited-rows.mysql.ts';
import type { Drift } from './drift.ts';
import { readParentIds } from './reconcile-rows.mysql.ts';

const parentsOfOnePage = 200;

/**
 * Compares what programs and pathways inherit with what direct memberships say, and marks the wrong ones when it may repair. It has
 * the turn meanwhile, and passes over what is marked: that is work at hand.
 */
export async function checkInherited(database: Database, drift: Drift, options: { apply: boolean }): Promise<void> {
  for (let after = 0; ;) {
    const parents = await readParentIds(database, { after, limit: parentsOfOnePage });
    after = parents.at(-1) ?? after;
    if (parents.length === 0) {
      return;
    }
    const { missing, extra } = await database.transaction((tx) => compare(tx, parents, options));
    for (const [kind, pairs] of [
      ['inherited_missing', missing],
      ['inherited_extra', extra],
    ] as const) {
      for (const [queryId, contentId] of pairs) {
        drift.add(kind, `query ${String(queryId)}, content ${String(contentId)}`);
      }
    }
  }
}

async function compare(
  tx: Tx,
  parents: readonly number[],
  { apply }: { apply: boolean },
): Promise<{ missing: Pair[]; extra: Pair[] }> {
  if (!(await takeTurn(tx, 'inherit'))) {
    return { missing: [], extra: [] };
  }
  const wanted = await readWanted(tx, { parents });
  const stored = await readStored(tx, { parents });
  // After the rows: what was committed before they were read is marked, and nobody takes marks away meanwhile.
  const marks = await readMarks(tx);
  const without = (pairs: readonly Pair[], others: readonly Pair[]): Pair[] => {
    const known = new Set(others.map(String));
    return pairs.filter(
      (pair) => !known.has(String(pair)) && !marks.queries.includes(pair[0]) && !marks.parents.includes(pair[1]),
    );
  };
  const [missing, extra] = [without(wanted, stored), without(stored, wanted)];
  if (apply) {
    await markPrograms(
      tx,
      [...missing, ...extra].map(([, parent]) => parent),
    );
  }
  return { missing, extra };
}
