import type { Inclusion } from '../../inclusion/port.ts';
import type { Search, SearchAnalytics, SearchRequest } from '../../search/port.ts';
import { CatalogCustomers } from '../catalog-customers.ts';
import { searchExamples as examples } from '../examples/search.ts';
import { readPaging } from '../list-page.ts';
import { noteSearch } from '../note-search.ts';
import { presentSearch } from '../present-search.ts';
import { readChosen, readNarrowing, readWords } from '../read-narrowing.ts';
import { readSearchFilter } from '../read-search-filter.ts';
import { route, type Route, type RouteRequest } from '../route.ts';
import { FacetValuesSchema, RelatedSchema, SearchResultSchema, SuggestionsSchema } from '../schemas/search-answers.ts';
import {
  FacetPath,
  FacetValuesQuery,
  RelatedPath,
  RelatedQuery,
  SearchBody,
  SearchQuery,
  SuggestQuery,
  type SearchBodyParameters,
  type SearchParameters,
} from '../schemas/search.ts';
import { assertOperator, readPlace } from '../search-place.ts';

const rule = { anyOf: ['learner', 'admin'], of: 'rows' } as const;
const sizes = { usual: 20, largest: 100 };
const highlighted = { attributes: ['title', 'short_description', 'full_description'] } as const;
const answers = {
  200: { description: 'A page of results: 20 unless asked otherwise, at most 100', schema: SearchResultSchema },
} as const;

export function searchRoutes({
  search,
  inclusion,
  analytics,
}: {
  search: Search;
  inclusion: Inclusion;
  analytics: SearchAnalytics;
}): Route[] {
  const owners = new CatalogCustomers(inclusion);
  return [
    route({
      method: 'get',
      path: '/api/v1/search',
      id: 'search',
      tag: 'Search',
      summary: 'Search by words and facets',
      description:
        'Without `catalog` and `customer`, in everything for callers who may see every customer, else in all catalogs of ' +
        "the caller's customers. Shows what learners may be shown.",
      rule,
      rate: 'search',
      parameters: { query: SearchQuery },
      answers,
      problems: [404],
      examples: examples.search,
      handle: async (request) => {
        const { query } = request;
        const asked: SearchRequest = {
          ...(await readPlace(query, request, owners)),
          ...readNarrowing(query),
          ...readView(query, request),
          ...(query.facet === undefined ? {} : { facets: query.facet }),
        };
        const result = await search.search(asked);
        const queryId = noteSearch(analytics, { asked, result, given: query, request });
        return { status: 200, body: presentSearch(result, asked, queryId) };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/search',
      id: 'searchByFilter',
      tag: 'Search',
      summary: 'Search by words, facets and a tree of conditions',
      description: 'As the same with GET; `filter` says what must hold beside.',
      rule,
      rate: 'search',
      body: { schema: SearchBody, description: 'What is searched for', read: 'value', mayBeEmpty: true },
      answers,
      problems: [404],
      examples: examples.searchByFilter,
      handle: async (request) => {
        const { body } = request;
        const asked: SearchRequest = {
          ...(await readPlace(body, request, owners)),
          ...readWords(body),
          chosen: readChosen(body.chosen ?? {}),
          ...(body.filter === undefined ? {} : { filter: readSearchFilter(body.filter) }),
          ...readView(body, request),
          ...(body.facets === undefined ? {} : { facets: body.facets }),
        };
        const result = await search.search(asked);
        const queryId = noteSearch(analytics, { asked, result, given: body, request });
        return { status: 200, body: presentSearch(result, asked, queryId) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/search/facets/{facet}',
      id: 'searchFacetValues',
      tag: 'Search',
      summary: 'Values of one facet among the results of a search',
      description: 'The most frequent first; with `value` those in which a word begins so.',
      rule,
      rate: 'search',
      parameters: { path: FacetPath, query: FacetValuesQuery },
      answers: { 200: { description: 'Values', schema: FacetValuesSchema } },
      problems: [404],
      examples: examples.searchFacetValues,
      handle: async (request) => {
        const { query, path } = request;
        const results = await search.facetValues({
          ...(await readPlace(query, request, owners)),
          ...readNarrowing(query),
          facet: path.facet,
          value: query.value ?? '',
          limit: query.limit ?? 20,
        });
        return { status: 200, body: { results } };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/search/related/{content_key}',
      id: 'relatedItems',
      tag: 'Search',
      summary: 'Items that are about the same as one',
      description:
        'With skills, subjects or words of the title in common, the most alike first. None where a search would not show the item itself.',
      rule,
      rate: 'search',
      parameters: { path: RelatedPath, query: RelatedQuery },
      answers: { 200: { description: 'Items', schema: RelatedSchema } },
      problems: [404],
      examples: examples.relatedItems,
      handle: async (request) => {
        const { query, path } = request;
        const results = await search.related({
          ...(await readPlace(query, request, owners)),
          contentKey: path.content_key,
          limit: query.limit ?? 10,
        });
        return { status: 200, body: { results } };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/search/suggest',
      id: 'suggest',
      tag: 'Search',
      summary: 'What somebody may be about to type',
      description:
        'Titles by type, and partners, skills and subjects with how many items have them. What says it by words that mean the same comes ' +
        'below. Without words the best titles and the most frequent names.',
      rule,
      rate: 'search',
      parameters: { query: SuggestQuery },
      answers: { 200: { description: 'Suggestions', schema: SuggestionsSchema } },
      problems: [404],
      examples: examples.suggest,
      handle: async (request) => {
        const { query } = request;
        const body = await search.suggest({
          ...(await readPlace(query, request, owners)),
          text: query.q ?? '',
          limit: query.limit ?? 3,
        });
        return { status: 200, body };
      },
    }),
  ];
}

/** Which part of the results, in which order, and what is told of them. */
function readView(
  given: Pick<
    SearchParameters & SearchBodyParameters,
    'page' | 'page_size' | 'cursor' | 'sort' | 'highlight' | 'explain' | 'values_per_facet'
  >,
  { caller }: Pick<RouteRequest<unknown, unknown, unknown>, 'caller'>,
): Omit<SearchRequest, 'text'> {
  if (given.explain === true) {
    assertOperator(caller, 'explain');
  }
  const { page, pageSize } = readPaging(given, sizes);
  return {
    page,
    pageSize,
    ...(given.cursor === undefined ? {} : { cursor: given.cursor }),
    ...(given.sort === undefined ? {} : { sort: given.sort }),
    ...(given.values_per_facet === undefined ? {} : { valuesPerFacet: given.values_per_facet }),
    ...(given.highlight === true ? { highlight: highlighted } : {}),
    ...(given.explain === true ? { explain: true } : {}),
  };
}
