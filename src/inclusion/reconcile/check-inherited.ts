import type { Database, Tx } from '../../kernel/database.ts';
import { derivations, type Derivation } from '../inherit/derivation.ts';
import { readStored, type Pair } from '../inherit/derived-rows.mysql.ts';
import { markItems, readMarks, takeTurn } from '../inherit/inherit-pending.mysql.ts';
import type { Drift } from './drift.ts';
import { readIdsOfTypes } from './reconcile-rows.mysql.ts';

const itemsOfOnePage = 200;

/**
 * Compares what programs and pathways inherit, and which courses are shown through their runs, with what direct memberships say, and marks the
 * wrong ones when it may repair. It has the turn meanwhile, and passes over what is marked: that is work at hand.
 */
export async function checkInherited(database: Database, drift: Drift, options: { apply: boolean }): Promise<void> {
  for (const derivation of derivations) {
    await check(database, { derivation, drift, ...options });
  }
}

async function check(
  database: Database,
  { derivation, drift, apply }: { derivation: Derivation; drift: Drift; apply: boolean },
): Promise<void> {
  for (let after = 0; ;) {
    const items = await readIdsOfTypes(database, derivation.types, { after, limit: itemsOfOnePage });
    after = items.at(-1) ?? after;
    if (items.length === 0) {
      return;
    }
    const { missing, extra } = await database.transaction((tx) => compare(tx, items, { derivation, apply }));
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
  items: readonly number[],
  { derivation, apply }: { derivation: Derivation; apply: boolean },
): Promise<{ missing: Pair[]; extra: Pair[] }> {
  if (!(await takeTurn(tx, 'derive'))) {
    return { missing: [], extra: [] };
  }
  const wanted = await derivation.readWanted(tx, { items });
  const stored = await readStored(tx, derivation.table, { items });
  // After the rows: what was committed before they were read is marked, and nobody takes marks away meanwhile.
  const marks = await readMarks(tx);
  const [markedItems, markedQueries] = [
    new Set(marks[derivation.marks.items]),
    new Set(marks[derivation.marks.queries]),
  ];
  const without = (pairs: readonly Pair[], others: readonly Pair[]): Pair[] => {
    const known = new Set(others.map(String));
    return pairs.filter((pair) => !known.has(String(pair)) && !markedQueries.has(pair[0]) && !markedItems.has(pair[1]));
  };
  const [missing, extra] = [without(wanted, stored), without(stored, wanted)];
  if (apply) {
    await markItems(
      tx,
      derivation.marks.items,
      [...missing, ...extra].map(([, contentId]) => contentId),
    );
  }
  return { missing, extra };
}
