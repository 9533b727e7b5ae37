import { BadRequestError } from '../../kernel/errors.ts';
import { decodeQuery } from './decode-query.ts';
import type { PortalQuery } from './portal-query.ts';
import type { Parameters } from './read-values.ts';

/** The landing page sends 5, with four lists and three facets chosen 20. */
const mostQueries = 50;
/** All of them together: a hit may have tens of kilobytes. */
const mostHits = 5_000;

/**
 * The searches in a body that holds several. Each names its index, and has its parameters as members or URL-encoded in `params`.
 * @throws BadRequestError that says which search is wrong
 */
export function decodeQueries(body: unknown): PortalQuery[] {
  const { requests, strategy, ...others } = membersOf(body, 'the body');
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw new BadRequestError(`there is no such member beside \`requests\`: ${other.slice(0, 100)}`);
  }
  const onlyIfNeeded = strategy === 'stopIfEnoughMatches';
  if (!onlyIfNeeded && strategy !== undefined && strategy !== null && strategy !== 'none') {
    throw new BadRequestError('strategy: `none` or `stopIfEnoughMatches` is expected');
  }
  if (!Array.isArray(requests) || requests.length === 0 || requests.length > mostQueries) {
    throw new BadRequestError(`requests: a list of 1 to ${String(mostQueries)} searches is expected`);
  }
  const queries = requests.map((entry: unknown, place) => {
    try {
      return { ...decodeEntry(membersOf(entry, 'it')), onlyIfNeeded };
    } catch (error) {
      if (error instanceof BadRequestError) {
        throw new BadRequestError(`requests/${String(place)}: ${error.message}`, { cause: error });
      }
      throw error;
    }
  });
  if (queries.reduce((sum, { hitsPerPage }) => sum + hitsPerPage, 0) > mostHits) {
    throw new BadRequestError(`requests: together at most ${String(mostHits)} hits (hitsPerPage) are given`);
  }
  return queries;
}

/** The search in a body that holds one, of the index in the address. @throws BadRequestError */
export function decodeOneQuery(index: string, body: unknown): PortalQuery {
  return decodeQuery(index, membersOf(body, 'the body'));
}

/** The search for values of the facet in the address. @throws BadRequestError */
export function decodeFacetSearch(index: string, facet: string, body: unknown): PortalQuery {
  return decodeQuery(index, membersOf(body, 'the body'), facet);
}

function decodeEntry({ indexName, type, facet, ...parameters }: Parameters): PortalQuery {
  if (typeof indexName !== 'string' || indexName === '') {
    throw new BadRequestError('indexName: the name of an index is expected');
  }
  if (type === 'facet') {
    if (typeof facet !== 'string' || facet === '') {
      throw new BadRequestError('facet: the name of a facet is expected where `type` is `facet`');
    }
    return decodeQuery(indexName, parameters, facet);
  }
  if (type !== undefined && type !== null && type !== 'default') {
    throw new BadRequestError('type: `default` or `facet` is expected');
  }
  return decodeQuery(indexName, facet === undefined ? parameters : { ...parameters, facet });
}

function membersOf(value: unknown, what: string): Parameters {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadRequestError(`${what} is not an object`);
  }
  return value as Parameters;
}
