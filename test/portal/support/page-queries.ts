/** A search of a page, as the portal's library writes it. */
export type PageQuery = Record<string, unknown> & { indexName: string };

/** A facet, with what is chosen of it. */
export type Chosen = readonly [facet: string, ...values: string[]];

const nineFacets = [
  'availability',
  'content_type',
  'language',
  'level_type',
  'partners.name',
  'programs',
  'skill_names',
  'subjects',
  'transcript_languages',
];

const common = {
  indexName: 'enterprise_catalog',
  highlightPreTag: '<ais-highlight-0000000000>',
  highlightPostTag: '</ais-highlight-0000000000>',
  maxValuesPerFacet: 300,
  tagFilters: '',
};

/**
 * What InstantSearch sends of one list: the list with all facets, and for each facet of which something is chosen a search without that
 * choice, which counts it.
 */
function listQueries(members: Record<string, unknown>, chosen: readonly Chosen[]): PageQuery[] {
  const clausesOf = (facets: readonly Chosen[]) =>
    facets.map(([facet, ...values]) => values.map((value) => `${facet}:${value}`));
  return [
    { ...common, ...members, clickAnalytics: true, facets: nineFacets, facetFilters: clausesOf(chosen) },
    ...chosen.map(([facet]) => ({
      ...common,
      ...members,
      analytics: false,
      clickAnalytics: false,
      hitsPerPage: 0,
      page: 0,
      facets: facet,
      facetFilters: clausesOf(chosen.filter(([other]) => other !== facet)),
    })),
  ];
}

/** What the page of results sends. @param filters which catalogs, and which content */
export function resultsPage(filters: string, query: string, chosen: readonly Chosen[], page = 0): PageQuery[] {
  return listQueries({ query, filters, hitsPerPage: 24, page }, chosen);
}

/** What the landing page sends: what is in all of its lists, and the list of each type. */
export function landingPage(filters: string, query: string, chosen: readonly Chosen[] = []): PageQuery[] {
  const lists = [
    ['learnerpathway', 4],
    ['program', 4],
    ['course', 20],
    ['video', 20],
  ] as const;
  return [
    ...listQueries({ query, filters, hitsPerPage: 20, page: 0 }, chosen),
    ...lists.flatMap(([type, hitsPerPage]) =>
      listQueries({ query, filters: `content_type:${type} AND ${filters}`, hitsPerPage, page: 0 }, chosen),
    ),
  ];
}
