import { attributeNames, type Choice, type Filter, type SearchRequest } from '../search/port.ts';
import { readBound } from './read-search-filter.ts';
import { bounds, type NarrowingParameters } from './schemas/search.ts';

/** What a search is narrowed by in an address: words, values of facets, bounds. @throws BadRequestError for a bound that is none */
export function readNarrowing(
  query: NarrowingParameters,
): Pick<SearchRequest, 'text' | 'strict' | 'chosen' | 'filter'> {
  const given = query as Readonly<Record<string, unknown>>;
  const all = bounds.flatMap(({ name, attribute, operator }): Filter[] =>
    given[name] === undefined
      ? []
      : [{ attribute, range: { [operator]: readBound(attribute, operator, given[name], name) } }],
  );
  return { ...readWords(query), chosen: readChosen(query), ...(all.length === 0 ? {} : { filter: { all } }) };
}

/** @param given.relax whether something may be given up where the words find little */
export function readWords({ q = '', relax }: { q?: string; relax?: boolean }): Pick<SearchRequest, 'text' | 'strict'> {
  return { text: q, ...(relax === false ? { strict: true } : {}) };
}

/** Empty values are none. */
export function readChosen(given: Readonly<Record<string, unknown>>): Choice {
  const choice: Choice = {};
  for (const name of attributeNames) {
    const values = given[name] as readonly string[] | undefined;
    const chosen = values?.filter((value) => value !== '') ?? [];
    if (chosen.length > 0) {
      choice[name] = chosen;
    }
  }
  return choice;
}
