import type { SearchPass } from '../../access/port.ts';
import { BadRequestError, ForbiddenError, NotFoundError } from '../../kernel/errors.ts';
import type { ContentSort } from '../content-search.ts';
import type { Filter } from '../filter/filter.ts';
import { parseFilters } from '../filter/parse-filters.ts';
import { readIndexOrder } from './index-order.ts';
import { splitFilter } from './split-filter.ts';

/**
 * What every search with this key is kept to. A key must say which catalogs: one that does not would open those of every customer.
 * @throws ForbiddenError
 */
export function allowedFilter({ reach }: SearchPass): Filter {
  if (reach === 'everything') {
    return [];
  }
  if ('customers' in reach) {
    const attribute = 'enterprise_customer_uuids';
    return [reach.customers.map((value) => ({ term: { kind: 'facet', attribute, value }, negated: false }))];
  }
  const filter = readKeyFilter(reach.filters);
  if (splitFilter(filter).scope === undefined) {
    throw new ForbiddenError('the filters of the key do not say which customers, catalogs or queries it is for');
  }
  return filter;
}

/**
 * The order that an index is asked for in. A key for an index opens it in every order.
 * @param served the names of the index @throws ForbiddenError for one that the key is not for · NotFoundError
 */
export function openIndex({ indices }: SearchPass, name: string, served: readonly string[]): ContentSort | undefined {
  const { index, sort } = readIndexOrder(name, served);
  if (indices !== 'every' && !indices.includes(name) && !indices.includes(index)) {
    throw new ForbiddenError(`Index not allowed with this API key: ${name}`);
  }
  if (!served.includes(index)) {
    throw new NotFoundError(`Index ${name} does not exist`);
  }
  return sort;
}

function readKeyFilter(text: string): Filter {
  try {
    const filter = parseFilters(text, 'filters of the key');
    splitFilter(filter);
    return filter;
  } catch (error) {
    if (error instanceof BadRequestError) {
      throw new ForbiddenError(error.message, { cause: error });
    }
    throw error;
  }
}
