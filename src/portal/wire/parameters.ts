/**
 * Every parameter of a search in the protocol, and what becomes of it here. One that is in no list is refused, as the service whose
 * protocol this is does.
 */

/** Read by `decode-query.ts`. */
export const supported: ReadonlySet<string> = new Set([
  'query',
  'typoTolerance',
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
  'enablePersonalization',
  'personalizationImpact',
  'enableRules',
  'ruleContexts',
  'enableReRanking',
  'reRankingApplyFilter',
  'renderingContent',
  'replaceSynonymsInHighlight',
  'restrictHighlightAndSnippetArrays',
  'sumOrFiltersScores',
  'attributeCriteriaComputedByMinProximity',
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

/** They would change the order, or how words are compared: the search is answered without them, and the answer names them. */
export const unsupported: ReadonlySet<string> = new Set([
  'optionalFilters',
  'optionalWords',
  'removeWordsIfNoResults',
  'restrictSearchableAttributes',
  'disableExactOnAttributes',
  'exactOnSingleWordQuery',
  'alternativesAsExact',
  'advancedSyntax',
  'advancedSyntaxFeatures',
  'queryType',
  'queryLanguages',
  'naturalLanguages',
  'decompoundQuery',
  'ignorePlurals',
  'removeStopWords',
  'keepDiacriticsOnCharacters',
  'synonyms',
  'minWordSizefor1Typo',
  'minWordSizefor2Typos',
  'allowTyposOnNumericTokens',
  'disableTypoToleranceOnAttributes',
  'minProximity',
  'ranking',
  'customRanking',
  'relevancyStrictness',
  'getRankingInfo',
  'explain',
  'mode',
  'semanticSearch',
]);

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
