import type { Matching } from '../../content-index/port.ts';
import type { Database, Queryable } from '../../kernel/database.ts';
import { noSteps } from '../../kernel/steps.ts';
import type { Replication } from '../../replication/port.ts';
import { evaluate } from '../decide/evaluate-query.ts';
import { registrableOf } from '../queries/registrable.ts';
import type { Percolator, Registered } from '../percolator/percolator.ts';
import { isRegisteredAs } from '../percolator/registration.ts';
import type { Drift } from './drift.ts';
import { readQueryIds, readSettledPairs, type SettledQuery } from './reconcile-rows.mysql.ts';

/** Compares registrations with the rows of decided queries, but for those whose writer is about to register them. @returns the ids of those that are wrong */
export async function checkRegistrations(
  percolator: Percolator,
  drift: Drift,
  queries: readonly SettledQuery[],
): Promise<number[]> {
  const registered = queries.filter(({ announced }) => announced === 0);
  const registrations = await percolator.read(registered.map(({ id }) => id));
  return registered
    .filter((query) => {
      const registration = registrations.get(query.id);
      if (registration === undefined) {
        drift.add('registration_missing', query.uuid);
      } else if (isStale(query, registration)) {
        drift.add('registration_stale', query.uuid);
      } else {
        return false;
      }
      return true;
    })
    .map(({ id }) => id);
}

/** A later registration than the row that was read is a writer at work. */
function isStale(query: SettledQuery, { revision, ...registration }: Registered): boolean {
  if (revision !== query.revision) {
    return revision < query.revision;
  }
  return !isRegisteredAs(registration, { queryId: query.id, revision, ...registrableOf(query) });
}

/**
 * Registrations of queries whose rows are gone: their writer was killed after the rows were removed. A row is there before it is
 * registered, so the index is read first.
 */
export async function findOrphans(on: Queryable, percolator: Percolator): Promise<number[]> {
  await percolator.refresh();
  const registered = [...(await percolator.revisions()).keys()];
  const orphans: number[] = [];
  for (let start = 0; start < registered.length; start += idsOfOneStatement) {
    const ids = registered.slice(start, start + idsOfOneStatement);
    const there = await readQueryIds(on, ids);
    orphans.push(...ids.filter((id) => !there.has(id)));
  }
  return orphans;
}

const idsOfOneStatement = 5_000;
const pairsOfOneStatement = 5_000;

/**
 * Compares the members of a decided query with a fresh evaluation. Only pairs of which both sides are decided as evaluated count:
 * any other has a writer who will decide it.
 * @returns whether there was drift
 */
export async function checkPairs(
  deps: { database: Database; replication: Pick<Replication, 'seenItems'>; percolator: Percolator },
  drift: Drift,
  { query, snapshot }: { query: SettledQuery; snapshot: Matching },
): Promise<boolean> {
  const { database } = deps;
  const { compiled, sights } = registrableOf(query);
  const { hits, members, failing } = await evaluate(
    { ...deps, step: noSteps },
    { queryId: query.id, revision: query.revision, compiled, sights },
    snapshot,
  );
  const evaluated = new Map([...[...hits].filter(([id]) => !members.has(id)), ...failing]);
  const ids = [...evaluated.keys()];
  let found = false;
  for (let start = 0; start < ids.length; start += pairsOfOneStatement) {
    const settled = await readSettledPairs(database, query, ids.slice(start, start + pairsOfOneStatement));
    for (const [id, row] of settled) {
      const wanted = hits.has(id) && !row.deleted;
      if (row.revision === evaluated.get(id) && row.member !== wanted) {
        drift.add(wanted ? 'pair_missing' : 'pair_extra', `${query.uuid} ${row.contentKey}`);
        found = true;
      }
    }
  }
  return found;
}
