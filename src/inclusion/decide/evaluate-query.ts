import type { Matching } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import type { Step } from '../../kernel/steps.ts';
import type { Replication } from '../../replication/port.ts';
import type { Percolator } from '../percolator/percolator.ts';
import { judgeSeen, type SeenVerdict } from './judge-seen.ts';
import type { QueryClaim } from './query-decider.ts';
import { readMemberIds } from './query-rows.mysql.ts';

export interface EvaluationDeps {
  database: Database;
  percolator: Percolator;
  replication: Pick<Replication, 'seenItems'>;
  step: Step;
}

export interface Difference {
  /** Content id → revision as evaluated. */
  additions: [number, number][];
  removals: [number, number][];
  matched: number;
  /** Members that are held back from removal. */
  held: ReadonlySet<number>;
}

/** Items whose ids one query names. */
const askedAtOnce = 10_000;

/** What a filter says of all items that it finds, or that are its members. */
export interface Evaluation {
  /** Content id → revision as evaluated, of those that match. */
  hits: Map<number, number>;
  members: ReadonlySet<number>;
  /** Of members that do not match: content id and revision as evaluated. */
  failing: [number, number][];
}

/** Each pair is of one moment after the filter came into force, which is all that its decision needs; two pairs may be of two. */
export async function evaluate(
  deps: EvaluationDeps,
  query: Pick<QueryClaim, 'queryId' | 'revision' | 'sights' | 'compiled'>,
  content: Matching,
): Promise<Evaluation> {
  // Members of that moment or later: what the index has of an item was stored after all that older versions of it entered.
  const [hits, seen, memberIds] = await Promise.all([
    content.matching(query.compiled),
    judgeSeen(deps, query),
    readMemberIds(deps.database, query.queryId),
  ]);
  await deps.step('query:matched');
  for (const [contentId, { revision, matches }] of seen) {
    hits.delete(contentId);
    if (matches) {
      hits.set(contentId, revision);
    }
  }
  const members = new Set(memberIds);
  const gone = [...members].filter((id) => !hits.has(id));
  const failing = await readFailing(
    content,
    query.compiled,
    gone.filter((id) => !seen.has(id)),
  );
  return { hits, members, failing: [...failing, ...gone.flatMap((id): [number, number][] => seenRevision(id, seen))] };
}

/**
 * Compares what a filter finds with its members.
 * @param at.held members that are held back from removal
 */
export async function evaluateQuery(
  deps: EvaluationDeps,
  claim: QueryClaim,
  { content, held: reading }: { content: Matching; held: Promise<ReadonlySet<number>> },
): Promise<Difference> {
  const [{ hits, members, failing }, held] = await Promise.all([evaluate(deps, claim, content), reading]);
  return {
    // A member that was held back and matches again is written anew, so that it is held no longer.
    additions: [...hits].filter(([id]) => !members.has(id) || held.has(id)),
    removals: failing,
    held,
    matched: hits.size,
  };
}

/**
 * Those of the items that do not match, with their revisions. Absence from the hits says neither: the item may not be in the index, or may be
 * another one by now.
 */
async function readFailing(content: Matching, query: object, ids: readonly number[]): Promise<[number, number][]> {
  const failing: [number, number][] = [];
  for (let start = 0; start < ids.length; start += askedAtOnce) {
    const some = { terms: { content_id: ids.slice(start, start + askedAtOnce) } };
    failing.push(...(await content.matching({ bool: { filter: [some], must_not: [query] } })));
  }
  return failing;
}

function seenRevision(id: number, seen: ReadonlyMap<number, SeenVerdict>): [number, number][] {
  const verdict = seen.get(id);
  return verdict === undefined ? [] : [[id, verdict.revision]];
}
