import type { SearchPass } from '../access/port.ts';
import type { Customers } from '../kernel/customers.ts';
import type { DecodedEvent } from './wire/decode-events.ts';
import type { PortalQuery } from './wire/portal-query.ts';

export { decodeFacetSearch, decodeOneQuery, decodeQueries } from './wire/decode-body.ts';
export type { PortalQuery } from './wire/portal-query.ts';

export interface Portal {
  /** The first of the names under which the index is asked for. */
  readonly index: string;
  /**
   * Answers searches in the portal's protocol, in order, within what the key opens: what its filters say and the queries say must
   * both hold. Catalogs are looked up when it is asked, so a catalog that is new, or gone, counts at once.
   * @param userToken what the page tells searchers apart by, where neither key nor query does; may be empty
   * @throws ForbiddenError for a key that does not say which catalogs, or an index that it is not for · NotFoundError for an index that is
   * not served · BadRequestError · UnavailableError
   */
  answer(queries: readonly PortalQuery[], pass: SearchPass, userToken: string): Promise<Record<string, unknown>[]>;
  /**
   * Reads clicks and conversions as the library for insights sends them, and for which customers the key tells them.
   * @throws ForbiddenError for a key that does not say which catalogs · BadRequestError
   */
  readEvents(body: unknown, pass: SearchPass): { events: DecodedEvent[]; may: Customers };
}
