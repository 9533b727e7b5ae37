import type { Caller } from '../access/port.ts';
import { BadRequestError, ForbiddenError } from '../kernel/errors.ts';
import type { SearchRequest } from '../search/port.ts';
import type { CatalogCustomers } from './catalog-customers.ts';
import type { RouteRequest } from './route.ts';
import type { PlaceParameters } from './schemas/search.ts';

type Place = Pick<SearchRequest, 'scope' | 'show' | 'locale'>;

/**
 * Where a caller may search, of what he asks for: without catalogs and customer in everything, for those who may see every customer, else
 * in all catalogs of his customers.
 * @throws ForbiddenError · BadRequestError
 */
export async function readPlace(
  { catalog, customer, show, locale }: PlaceParameters,
  { caller, customers, assertMay }: Pick<RouteRequest<unknown, unknown, unknown>, 'caller' | 'customers' | 'assertMay'>,
  owners: CatalogCustomers,
): Promise<Place> {
  if (catalog !== undefined && customer !== undefined) {
    throw new BadRequestError('give catalogs or a customer, not both');
  }
  if (show === 'all') {
    assertOperator(caller, 'show=all');
  }
  const place: Place = {
    show: show === 'all' ? 'everything' : 'discoverable',
    ...(locale === undefined ? {} : { locale }),
  };
  if (customer !== undefined) {
    assertMay(customer);
    return { ...place, scope: { enterpriseUuids: [customer.toLowerCase()] } };
  }
  if (catalog !== undefined) {
    const catalogUuids = [...new Set(catalog.map((uuid) => uuid.toLowerCase()))].sort();
    if (customers !== 'every') {
      // A catalog that is not there is refused like another's.
      for (const owner of await Promise.all(catalogUuids.map((uuid) => owners.of(uuid)))) {
        assertMay(owner ?? '');
      }
    }
    return { ...place, scope: { catalogUuids } };
  }
  return customers === 'every' ? place : { ...place, scope: { enterpriseUuids: [...customers].sort() } };
}

/** @throws ForbiddenError for everybody but admins of every customer */
export function assertOperator({ grants }: Caller, what: string): void {
  if (grants.admin !== 'every') {
    throw new ForbiddenError(`${what} needs a role that gives admin access for every customer (*)`);
  }
}
