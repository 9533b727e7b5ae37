import type { RequestTemplate } from '../kernel/request-template.ts';
import { facets, type FacetChoice } from './facets.ts';
import type { SearchRequest } from './port.ts';
import { textQuery } from './text-query.ts';

const valuesOfOneFacet = 100;

/**
 * The request body of one search. Pure.
 * @param scope what the search is kept to; undefined is everything that is not restricted
 */
export function buildSearch(template: RequestTemplate, request: SearchRequest, scope: object | undefined): object {
  const chosen = choiceClauses(request.facets);
  return template({
    from: (request.page - 1) * request.pageSize,
    size: request.pageSize,
    // Some keyboards send an accent as a character of its own, which the analysers would keep.
    text: request.text.trim() === '' ? { match_all: {} } : textQuery(request.text.normalize('NFC')),
    scope: [scope ?? openToAll],
    hidden: hiddenTypes(request.facets),
    choice: { bool: { filter: [...chosen.values()] } },
    highlighted: request.highlight === true ? highlighted : {},
    facets: Object.fromEntries(
      facets.map((facet) => [
        facet,
        {
          // Counted without the facet's own choice, so that the other values it could have stay in sight.
          filter: { bool: { filter: [...chosen].filter(([name]) => name !== facet).map(([, clause]) => clause) } },
          aggs: { values: { terms: { field: facet, size: valuesOfOneFacet } } },
        },
      ]),
    ),
  });
}

/** A title whole, of descriptions the part where most of the words stand. */
const highlighted = { title: { number_of_fragments: 0 }, short_description: {}, full_description: {} };

/** Restricted content has a projection without fields: only a filter that forces it in may show it. */
const openToAll = { exists: { field: 'filter.present' } };

function choiceClauses(choice: FacetChoice): Map<string, object> {
  return new Map(
    Object.entries(choice)
      .filter(([, values]) => values.length > 0)
      .map(([facet, values]) => [facet, { terms: { [facet]: values } }]),
  );
}

/** Learners choose courses; a run is found through its course, unless it is asked for. */
function hiddenTypes(choice: FacetChoice): object[] {
  return choice.content_type?.includes('courserun') === true ? [] : [{ term: { content_type: 'courserun' } }];
}
