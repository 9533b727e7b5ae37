import type { Inclusion } from '../inclusion/port.ts';
import { NotFoundError, UnavailableError } from '../kernel/errors.ts';
import { Lru } from '../kernel/lru.ts';

const remembered = 1_000;

/** Whose a catalog is: as the database says now; where it is away, as it said last, so that search goes on without it. */
export class CatalogCustomers {
  readonly #inclusion: Pick<Inclusion, 'catalogCustomer'>;
  readonly #lastKnown = new Lru<string>(remembered);

  constructor(inclusion: Pick<Inclusion, 'catalogCustomer'>) {
    this.#inclusion = inclusion;
  }

  /**
   * @returns undefined for a catalog that is not there
   * @throws UnavailableError when the database is away and never said
   */
  async of(catalogUuid: string): Promise<string | undefined> {
    try {
      const customer = await this.#inclusion.catalogCustomer(catalogUuid);
      this.#lastKnown.set(catalogUuid, customer);
      return customer;
    } catch (error) {
      if (error instanceof NotFoundError) {
        this.#lastKnown.delete(catalogUuid);
        return undefined;
      }
      const known = this.#lastKnown.get(catalogUuid);
      if (known !== undefined && error instanceof UnavailableError) {
        return known;
      }
      throw error;
    }
  }
}
