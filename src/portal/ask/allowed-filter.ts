import type { SearchPass } from '../../access/port.ts';
import type { Customers } from '../../kernel/customers.ts';
import { BadRequestError, ForbiddenError, NotFoundError } from '../../kernel/errors.ts';
import type { Order } from '../content-search.ts';
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
  const named = Object.keys(splitFilter(filter).scope ?? {});
  // An academy has catalogs of many customers, also such as come to it after the key was made.
  if (!named.some((member) => member !== 'academyUuids')) {
    throw new ForbiddenError('the filters of the key do not say which customers, catalogs or queries it is for');
  }
  return filter;
}

/** Of which customers' searches somebody with this key tells clicks. @throws ForbiddenError */
export function allowedCustomers(pass: SearchPass): Customers {
  return pass.reach === 'everything'
    ? 'every'
    : new Set(splitFilter(allowedFilter(pass)).scope?.enterpriseUuids?.map((uuid) => uuid.toLowerCase()) ?? []);
}

/** The names under which the index is asked for, and the order of those that are not for the usual one. */
export interface ServedIndices {
  indices: readonly string[];
  orders: Readonly<Record<string, Order>>;
}

/**
 * The order that an index is asked for in. A key for an index opens it in every order.
 * @throws ForbiddenError for one that the key is not for · NotFoundError
 */
export function openIndex(
  { indices }: SearchPass,
  name: string,
  { indices: served, orders }: ServedIndices,
): Order | undefined {
  const { index, sort } = readIndexOrder(name, served);
  if (indices !== 'every' && !indices.some((pattern) => isOf(pattern, name) || isOf(pattern, index))) {
    throw new ForbiddenError(`Index not allowed with this API key: ${name}`);
  }
  if (!served.includes(index)) {
    throw new NotFoundError(`Index ${name} does not exist`);
  }
  return sort ?? orders[index];
}

/** Keys name indices, or what names begin or end with: `*_videos`. */
function isOf(pattern: string, index: string): boolean {
  const inner = pattern.replace(/^\*/, '').replace(/\*$/, '');
  const [anyBefore, anyAfter] = [pattern.startsWith('*'), pattern.endsWith('*')];
  if (anyBefore && anyAfter) {
    return index.includes(inner);
  }
  return anyBefore ? index.endsWith(inner) : anyAfter ? index.startsWith(inner) : index === pattern;
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
