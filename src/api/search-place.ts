import type { Caller } from '../access/port.ts';
import { withDeadline } from '../kernel/deadline.ts';
import { BadRequestError, ForbiddenError, UnavailableError } from '../kernel/errors.ts';
import type { SearchRequest } from '../search/port.ts';
import type { CatalogCustomers } from './catalog-customers.ts';
import { readLocale } from './read-locale.ts';
import type { RouteRequest } from './route.ts';
import type { PlaceParameters } from './schemas/search.ts';

type Place = Pick<SearchRequest, 'scope' | 'show' | 'locale' | 'customer'>;

/**
 * Where a caller may search, of what he asks for: without catalogs and customer in everything, for those who may see every customer, else
 * in all catalogs of his customers. Academies narrow that: to those of these catalogs that are in one of them.
 * @throws ForbiddenError · BadRequestError
 */
export async function readPlace(
  { academy, ...asked }: PlaceParameters,
  request: Pick<RouteRequest<unknown, unknown, unknown>, 'caller' | 'customers' | 'assertMay'>,
  owners: CatalogCustomers,
): Promise<Place> {
  const place = await placeOf(asked, request, owners);
  return academy === undefined ? place : { ...place, scope: { ...place.scope, academyUuids: unique(academy) } };
}

async function placeOf(
  { catalog, customer, show, locale }: Omit<PlaceParameters, 'academy'>,
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
    ...(locale === undefined ? {} : { locale: readLocale(locale) }),
  };
  if (customer !== undefined) {
    assertMay(customer);
    return { ...place, scope: { enterpriseUuids: [customer.toLowerCase()] } };
  }
  if (catalog !== undefined) {
    const catalogUuids = unique(catalog);
    if (customers === 'every') {
      return { ...place, scope: { catalogUuids }, ...customerOf(await knownOwners(catalogUuids, owners)) };
    }
    const named = await Promise.all(catalogUuids.map((uuid) => owners.of(uuid)));
    // A catalog that is not there is refused like another's.
    named.forEach((owner) => {
      assertMay(owner ?? '');
    });
    return { ...place, scope: { catalogUuids }, ...customerOf(named) };
  }
  return customers === 'every' ? place : { ...place, scope: { enterpriseUuids: [...customers].sort() } };
}

function unique(uuids: readonly string[]): string[] {
  return [...new Set(uuids.map((uuid) => uuid.toLowerCase()))].sort();
}

/** Whose rules about pinned items hold: those of the only customer whose catalogs these are. */
function customerOf([owner, ...others]: readonly (string | undefined)[]): Pick<Place, 'customer'> {
  return owner === undefined || others.some((other) => other !== owner) ? {} : { customer: owner };
}

/** How long the database has to say whose catalogs these are, where nobody's rights depend on it, ms. */
const patience = 1_000;

/** None where the database does not say: search goes on without it. */
function knownOwners(catalogUuids: readonly string[], owners: CatalogCustomers): Promise<(string | undefined)[]> {
  const named = Promise.all(catalogUuids.map((uuid) => owners.of(uuid))).catch((error: unknown) => {
    if (error instanceof UnavailableError) {
      return [];
    }
    throw error;
  });
  return withDeadline(named, patience, () => []);
}

/** @throws ForbiddenError for everybody but admins of every customer */
export function assertOperator({ grants }: Caller, what: string): void {
  if (grants.admin !== 'every') {
    throw new ForbiddenError(`${what} needs a role that gives admin access for every customer (*)`);
  }
}
