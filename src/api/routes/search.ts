import type Router from '@koa/router';
import { BadRequestError } from '../../kernel/errors.ts';
import { facets, type Facet, type FacetChoice, type SearchRequest } from '../../search/port.ts';
import type { ApiDeps } from '../create-api.ts';
import { parameters, readPage, uuidOf } from '../query-parameters.ts';

const own = ['q', 'page', 'page_size', 'catalog', 'customer'];
const longestText = 500;

export function searchRoutes(router: Router, deps: Pick<ApiDeps, 'search'>): void {
  router.get('/api/v1/search', async (ctx) => {
    const all = parameters(ctx);
    const { page, pageSize } = readPage(ctx, { pageSize: 20, largest: 100 });
    const [text = ''] = all.get('q') ?? [];
    if (text.length > longestText) {
      throw new BadRequestError(`q has at most ${String(longestText)} characters`);
    }
    const scope = readScope(all);
    const result = await deps.search.search({
      text,
      page,
      pageSize,
      facets: readFacets(all),
      ...(scope === undefined ? {} : { scope }),
    });
    ctx.body = {
      count: result.count,
      num_pages: Math.max(Math.ceil(result.count / pageSize), 1),
      current_page: page,
      results: result.hits,
      facets: result.facets,
    };
  });
}

function readScope(all: ReadonlyMap<string, string[]>): SearchRequest['scope'] {
  const [catalog] = all.get('catalog') ?? [];
  const [customer] = all.get('customer') ?? [];
  if (catalog !== undefined && customer !== undefined) {
    throw new BadRequestError('give a catalog or a customer, not both');
  }
  if (catalog !== undefined) {
    return { catalogUuid: uuidOf(catalog, 'catalog') };
  }
  return customer === undefined ? undefined : { enterpriseUuid: uuidOf(customer, 'customer') };
}

/** Every other parameter must be a facet: one that is misspelt must not widen the search. */
function readFacets(all: ReadonlyMap<string, string[]>): FacetChoice {
  const choice: FacetChoice = {};
  for (const [name, values] of all) {
    if (own.includes(name)) {
      continue;
    }
    if (!(facets as readonly string[]).includes(name)) {
      throw new BadRequestError(`${name} is neither a parameter nor a facet; facets are ${facets.join(', ')}`);
    }
    choice[name as Facet] = values.filter((value) => value !== '');
  }
  return choice;
}
