import { BadRequestError } from '../../kernel/errors.ts';
import { parseFilters } from '../filter/parse-filters.ts';
import { readFacetFilters, readNumericFilters } from '../filter/read-nested.ts';
import { asksNothing, isUsual, refused, supported, unsupported, withoutEffect } from './parameters.ts';
import type { FacetSearch, PortalQuery } from './portal-query.ts';
import { flagOf, listOf, nestedOf, oneOf, textOf, wholeOf, type Parameters } from './read-values.ts';

/** What may be given up where nothing has all of the words. */
const removals = ['none', 'allOptional', 'lastWords', 'firstWords'] as const;

/** Characters of the words. */
const longestText = 512;
/** Of what searchers are told apart by. */
const longestToken = 200;

/**
 * One search out of its parameters, whether they came URL-encoded, as members, or both (members count then).
 * @param members may hold `params`
 * @param facet of the address, where values of a facet are searched
 * @throws BadRequestError for a parameter that is unknown, malformed, or cannot be left out of account
 */
export function decodeQuery(index: string, members: Parameters, facet?: string): PortalQuery {
  const { params, ...direct } = members;
  const parameters: Parameters = { ...encodedParameters(params), ...direct };
  const text = textOf(parameters, 'query', '');
  if (text.length > longestText) {
    throw new BadRequestError(`query: at most ${String(longestText)} characters are taken`);
  }
  const facets = listOf(parameters, 'facets', []);
  const typos = textOf(parameters, 'typoTolerance', 'true');
  const typosCount = typos !== 'false';
  const fewer = oneOf(parameters, 'removeWordsIfNoResults', [typosCount ? 'allOptional' : 'none', ...removals]);
  return {
    unsupported: [
      ...checkNames(parameters),
      // There are no degrees of it: `min` and `strict` count as yes.
      ...(['true', 'false'].includes(typos) ? [] : ['typoTolerance']),
      // Which of the words are enough cannot be chosen, and those that are may be misspelt.
      ...(fewer === 'none' || (fewer === 'allOptional' && typosCount) ? [] : ['removeWordsIfNoResults']),
    ],
    index,
    text,
    typos: typosCount,
    fewerWords: fewer !== 'none',
    synonyms: flagOf(parameters, 'synonyms', true),
    rules: flagOf(parameters, 'enableRules', true),
    filter: [
      ...parseFilters(textOf(parameters, 'filters', '')),
      ...readNumericFilters(nestedOf(parameters, 'numericFilters')),
    ],
    refinements: readFacetFilters(nestedOf(parameters, 'facetFilters')),
    page: wholeOf(parameters, 'page', { usual: 0, largest: 999_999 }),
    hitsPerPage: wholeOf(parameters, 'hitsPerPage', { usual: 20, largest: 1_000 }),
    facets: facets.includes('*') ? 'every' : facets,
    maxValuesPerFacet: wholeOf(parameters, 'maxValuesPerFacet', { usual: 100, largest: 1_000 }),
    sortFacetValuesBy: oneOf(parameters, 'sortFacetValuesBy', ['count', 'alpha']),
    attributesToRetrieve: listOf(parameters, 'attributesToRetrieve', ['*']),
    attributesToHighlight: listOf(parameters, 'attributesToHighlight', ['*']),
    attributesToSnippet: listOf(parameters, 'attributesToSnippet', []),
    highlightPreTag: textOf(parameters, 'highlightPreTag', '<em>'),
    highlightPostTag: textOf(parameters, 'highlightPostTag', '</em>'),
    snippetEllipsisText: textOf(parameters, 'snippetEllipsisText', '…'),
    onlyMarkedValues: flagOf(parameters, 'restrictHighlightAndSnippetArrays'),
    clickAnalytics: flagOf(parameters, 'clickAnalytics'),
    analytics: flagOf({ analytics: parameters['analytics'] ?? true }, 'analytics'),
    userToken: textOf(parameters, 'userToken', '').slice(0, longestToken),
    responseFields: listOf(parameters, 'responseFields', ['*']),
    facetSearch: facetSearchOf(parameters, facet),
    onlyIfNeeded: false,
    params: typeof params === 'string' && Object.keys(direct).length === 0 ? params : encode(parameters),
  };
}

function facetSearchOf(parameters: Parameters, facet: string | undefined): FacetSearch | undefined {
  const name = facet ?? textOf(parameters, 'facetName', '');
  if (name === '') {
    return undefined;
  }
  return {
    facet: name,
    text: textOf(parameters, 'facetQuery', ''),
    most: wholeOf(parameters, 'maxFacetHits', { usual: 10, largest: 100 }),
  };
}

/** @returns those that are sent and not supported */
function checkNames(parameters: Parameters): string[] {
  const left: string[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (supported.has(name) || withoutEffect.has(name)) {
      continue;
    }
    if (refused.has(name)) {
      if (!asksNothing(value)) {
        throw new BadRequestError(`${name} is not supported, and without it the answer would be another one`);
      }
    } else if (!unsupported.has(name)) {
      throw new BadRequestError(`there is no such parameter: ${name.slice(0, 100)}`);
    } else if (!isUsual(name, value)) {
      left.push(name);
    }
  }
  return left;
}

/** @param params URL-encoded, or an object as one library hands it on */
function encodedParameters(params: unknown): Parameters {
  if (typeof params === 'string') {
    return Object.fromEntries(new URLSearchParams(params));
  }
  if (params === undefined || params === null) {
    return {};
  }
  if (typeof params === 'object' && !Array.isArray(params)) {
    return params as Parameters;
  }
  throw new BadRequestError('params: URL-encoded parameters are expected');
}

/** Half a character, which nothing can encode, counts as one that is not known. */
function encode(parameters: Parameters): string {
  return Object.entries(parameters)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return `${encodeURIComponent(name)}=${encodeURIComponent(text.toWellFormed())}`;
    })
    .join('&');
}
