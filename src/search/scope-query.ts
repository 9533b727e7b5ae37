import type { ContentIndex } from '../content-index/port.ts';
import type { SearchScope } from '../inclusion/port.ts';
import { anyOf } from './any-of.ts';

/** What a scope may add to one search. The engine takes 1,024 clauses in a query, and the words asked for bring their own. */
const mostClauses = 600;
/** Below the engine's `index.max_terms_count`. */
const idsOfOneClause = 60_000;

/**
 * The query that keeps a search to what one of the compiled filters matches, and to the items that are in the scope without one.
 *
 * Filters stand in the search itself, so that one request answers. Those of a customer with hundreds of catalogs are more than
 * the engine takes: they are evaluated in parts, and the search is kept to the items that matched. Items without a filter are programs
 * and pathways, and the courses of catalogs of runs, so there are never more of them than of those: some 100 kB in a request where there are 15,000.
 */
export async function scopeQuery(
  contentIndex: Pick<ContentIndex, 'snapshot'>,
  { filters, contentIds }: Pick<SearchScope, 'filters' | 'contentIds'>,
): Promise<object> {
  const parts = inParts(filters);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    return anyOf(contentIds.length === 0 ? only : [...only, ...listsOf(contentIds)]);
  }
  const ids = new Set(contentIds);
  const snapshot = await contentIndex.snapshot();
  try {
    for (const part of parts) {
      for (const id of (await snapshot.matching(anyOf(part))).keys()) {
        ids.add(id);
      }
    }
  } finally {
    await snapshot.close();
  }
  return anyOf(listsOf([...ids]));
}

/** Clauses for these items; one that nothing matches when there are none. */
function listsOf(ids: readonly number[]): object[] {
  const lists = Math.max(Math.ceil(ids.length / idsOfOneClause), 1);
  return Array.from({ length: lists }, (_, list) => ({
    terms: { content_id: ids.slice(list * idsOfOneClause, (list + 1) * idsOfOneClause) },
  }));
}

/** The filters in runs of at most `mostClauses`; one that has more by itself is a part of its own. */
function inParts(filters: readonly object[]): object[][] {
  const parts: object[][] = [];
  let room = 0;
  for (const filter of filters) {
    const clauses = countClauses(filter);
    const part = parts.at(-1);
    if (part === undefined || clauses > room) {
      parts.push([filter]);
      room = mostClauses - clauses;
    } else {
      part.push(filter);
      room -= clauses;
    }
  }
  return parts;
}

/** As the engine counts them: what stands in a `bool` counts, the `bool` itself does not. */
function countClauses(query: object): number {
  if (!('bool' in query)) {
    return 1;
  }
  return Object.values(query.bool as object)
    .flat()
    .reduce((sum: number, one: unknown) => sum + (typeof one === 'object' && one !== null ? countClauses(one) : 0), 0);
}
