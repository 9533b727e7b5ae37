import type { SearchPass } from '../access/port.ts';
import type { RouteRequest } from './route.ts';

/** What the search key opens; for a caller with a token of his own, the catalogs of his customers. */
export function passOf({
  searchPass,
  caller,
  customers,
}: Pick<RouteRequest<unknown, unknown, unknown>, 'searchPass' | 'caller' | 'customers'>): SearchPass {
  const reach = customers === 'every' ? customers : [...customers];
  return (
    searchPass ?? {
      name: caller.name,
      reach: reach === 'every' ? 'everything' : { customers: reach },
      indices: 'every',
      // A service asks for many.
      ...(caller.name.startsWith('user:') ? { user: caller.name } : {}),
    }
  );
}
