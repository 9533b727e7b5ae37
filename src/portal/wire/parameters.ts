/**
 * Every parameter of a search in the protocol, and what becomes of it here. One that is in no list is refused, as the service whose
 * protocol this is does.
 */

/** Read by `decode-query.ts`. */
export const supported: ReadonlySet<string> = new Set([
  'query',
  'typoTolerance',
  'removeWordsIfNoResults',
  'synonyms',
  'enableRules',
  'filters',
  'facetFilters',
  'numericFilters',
  'page',
  'hitsPerPage',
  'facets',
  'maxValuesPerFacet',
  'sortFacetValuesBy',
  'attributesToRetrieve',
  'attributesToHighlight',
  'attributesToSnippet',
  'highlightPreTag',
  'highlightPostTag',
  'snippetEllipsisText',
  'restrictHighlightAndSnippetArrays',
  'clickAnalytics',
  'analytics',
  'userToken',
  'responseFields',
  'facetName',
  'facetQuery',
  'maxFacetHits',
]);

/** They change nothing that is found or shown here: there is one document an item, and nothing is tested or personal. */
export const withoutEffect: ReadonlySet<string> = new Set([
  'analyticsTags',
  'percentileComputation',
  'facetingAfterDistinct',
  'distinct',
  'enableABTest',
  'personalizationImpact',
  'ruleContexts',
  'enableReRanking',
  'reRankingApplyFilter',
  'renderingContent',
  'sumOrFiltersScores',
]);

/** They would keep out, or let in, what the answer would then be wrong about: refused, unless they ask nothing. */
export const refused: ReadonlySet<string> = new Set([
  'tagFilters',
  'similarQuery',
  'offset',
  'length',
  'aroundLatLng',
  'aroundLatLngViaIP',
  'aroundRadius',
  'aroundPrecision',
  'minimumAroundRadius',
  'insideBoundingBox',
  'insidePolygon',
]);

/**
 * They would change the order, or how words are compared: the search is answered without them, and the answer names them. With each the
 * value that asks for what is done anyway; where there is none, that is asked for by no value, or by false.
 */
export const unsupported: ReadonlyMap<string, string | undefined> = new Map<string, string | undefined>([
  ['optionalFilters', undefined],
  ['optionalWords', undefined],
  ['restrictSearchableAttributes', undefined],
  ['disableExactOnAttributes', undefined],
  ['exactOnSingleWordQuery', 'attribute'],
  ['alternativesAsExact', undefined],
  ['advancedSyntax', undefined],
  ['advancedSyntaxFeatures', undefined],
  ['queryType', 'prefixLast'],
  ['queryLanguages', undefined],
  ['naturalLanguages', undefined],
  ['decompoundQuery', undefined],
  // Words are compared by their stems.
  ['ignorePlurals', 'true'],
  ['removeStopWords', undefined],
  ['keepDiacriticsOnCharacters', undefined],
  ['minWordSizefor1Typo', '4'],
  ['minWordSizefor2Typos', '8'],
  ['allowTyposOnNumericTokens', 'true'],
  ['disableTypoToleranceOnAttributes', undefined],
  ['minProximity', '1'],
  ['attributeCriteriaComputedByMinProximity', undefined],
  ['replaceSynonymsInHighlight', undefined],
  ['ranking', undefined],
  ['customRanking', undefined],
  ['relevancyStrictness', '100'],
  ['enablePersonalization', undefined],
  ['getRankingInfo', undefined],
  ['explain', undefined],
  ['mode', 'keywordSearch'],
  ['semanticSearch', undefined],
]);

/** Whether the value of an unsupported parameter asks for what is done anyway. */
export function isUsual(name: string, value: unknown): boolean {
  const usual = unsupported.get(name);
  return usual === undefined ? asksNothing(value) : [null, '', usual].includes(textOf(value));
}

function textOf(value: unknown): string | null {
  return value === null || typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether a parameter's value asks for nothing: libraries send `tagFilters=` with every search. */
export function asksNothing(value: unknown): boolean {
  return (
    value === null ||
    value === '' ||
    value === false ||
    value === 'false' ||
    value === '[]' ||
    (Array.isArray(value) && value.every(asksNothing))
  );
}
