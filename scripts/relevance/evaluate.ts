import type { Relaxed, Search, SearchResult } from '../../src/search/port.ts';
import { percentile } from '../bench/statistics.ts';
import { queryClasses, type JudgedQuery, type QueryClass } from './judged-query.ts';
import { depth, measure, type Measures } from './measures.ts';

/** How one query was answered. */
export interface Answered extends Measures {
  class: QueryClass;
  text: string;
  /** How many items are right. */
  right: number;
  found: number;
  relaxed: Relaxed | null;
  ms: number;
}

/** Means over the queries of a class; the time is the median. */
export interface ClassMeasures extends Measures {
  queries: number;
  ms: number;
}

/**
 * Asks one after another, as a learner would, with the counts of all facets. Rules about synonyms hold for the class that is about them
 * alone: what is reached without any stays comparable.
 * @param options.atOnce more than one: so many in one request of the engine and without counts, for who does not want the times
 * @throws as `Search.search`
 */
export async function evaluate(
  search: Search,
  queries: readonly JudgedQuery[],
  { atOnce = 1, onProgress = () => undefined }: { atOnce?: number; onProgress?: (done: number) => void } = {},
): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (let start = 0; start < queries.length; start += atOnce) {
    const some = queries.slice(start, start + atOnce);
    const counted = atOnce === 1 ? {} : { facets: [] };
    const began = performance.now();
    const results = await search.searchAll(
      some.map(({ class: kind, text, locale }) => ({
        ...{ text, locale, page: 1, pageSize: depth, ...counted },
        ...(kind === 'synonym' ? {} : { synonyms: 'off' as const }),
      })),
    );
    const ms = (performance.now() - began) / some.length;
    answered.push(...some.flatMap((query, index) => toAnswered(query, results[index], ms)));
    onProgress(answered.length);
  }
  return answered;
}

function toAnswered(
  { class: kind, text, grades }: JudgedQuery,
  result: SearchResult | undefined,
  ms: number,
): Answered[] {
  if (result === undefined) {
    return [];
  }
  const { hits, count, relaxed } = result;
  const keys = hits.map(({ content_key: key }) => key);
  return [{ class: kind, text, right: grades.size, found: count, relaxed, ms, ...measure(keys, grades) }];
}

/** By class, in the order of the classes; those without queries are missing. */
export function summarizeClasses(answered: readonly Answered[]): Partial<Record<QueryClass, ClassMeasures>> {
  const groups = Map.groupBy(answered, ({ class: kind }) => kind);
  return Object.fromEntries(
    queryClasses.flatMap((kind) => {
      const group = groups.get(kind);
      return group === undefined ? [] : [[kind, summarize(group)]];
    }),
  );
}

function summarize(group: readonly Answered[]): ClassMeasures {
  const mean = (name: keyof Measures): number => group.reduce((sum, one) => sum + one[name], 0) / group.length;
  return {
    queries: group.length,
    ndcg10: mean('ndcg10'),
    mrr: mean('mrr'),
    hit1: mean('hit1'),
    hit3: mean('hit3'),
    zero: mean('zero'),
    ms: percentile(Float64Array.from(group, ({ ms }) => ms).sort(), 0.5),
  };
}
