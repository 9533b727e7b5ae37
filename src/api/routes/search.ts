import type { Inclusion } from '../../inclusion/port.ts';
import { BadRequestError } from '../../kernel/errors.ts';
import { facets, type FacetChoice, type Search, type SearchRequest } from '../../search/port.ts';
import { CatalogCustomers } from '../catalog-customers.ts';
import { searchExamples as examples } from '../examples/search.ts';
import { readPaging } from '../list-page.ts';
import { route, type Route, type RouteRequest } from '../route.ts';
import { SearchQuery, SearchResultSchema, type SearchParameters } from '../schemas/search.ts';

export function searchRoutes({ search, inclusion }: { search: Search; inclusion: Inclusion }): Route[] {
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
        "the caller's customers.",
      rule: { anyOf: ['learner', 'admin'], of: 'rows' },
      rate: 'search',
      parameters: { query: SearchQuery },
      answers: {
        200: { description: 'A page of results: 20 unless asked otherwise, at most 100', schema: SearchResultSchema },
      },
      problems: [404],
      examples: examples.search,
      handle: async (request) => {
        const { query } = request;
        const { page, pageSize } = readPaging(query, { usual: 20, largest: 100 });
        const scope = await readScope(request, owners);
        const result = await search.search({
          text: query.q ?? '',
          page,
          pageSize,
          facets: readFacets(query),
          highlight: query.highlight === true,
          ...(scope === undefined ? {} : { scope }),
        });
        return {
          status: 200,
          body: {
            count: result.count,
            num_pages: Math.max(Math.ceil(result.count / pageSize), 1),
            current_page: page,
            results: result.hits,
            facets: result.facets,
          },
        };
      },
    }),
  ];
}

async function readScope(
  {
    query,
    customers,
    assertMay,
  }: Pick<RouteRequest<unknown, SearchParameters, unknown>, 'query' | 'customers' | 'assertMay'>,
  owners: CatalogCustomers,
): Promise<SearchRequest['scope']> {
  const { catalog, customer } = query;
  if (catalog !== undefined && customer !== undefined) {
    throw new BadRequestError('give a catalog or a customer, not both');
  }
  if (customer !== undefined) {
    assertMay(customer);
    return { enterpriseUuids: [customer.toLowerCase()] };
  }
  if (catalog !== undefined) {
    if (customers !== 'every') {
      // A catalog that is not there is refused like another's.
      assertMay((await owners.of(catalog.toLowerCase())) ?? '');
    }
    return { catalogUuid: catalog.toLowerCase() };
  }
  return customers === 'every' ? undefined : { enterpriseUuids: [...customers].sort() };
}

function readFacets(query: SearchParameters): FacetChoice {
  const choice: FacetChoice = {};
  for (const facet of facets) {
    const values = query[facet]?.filter((value) => value !== '');
    if (values !== undefined) {
      choice[facet] = values;
    }
  }
  return choice;
}
