import type { FilterScope, Inclusion, SearchScope } from '../inclusion/port.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { LastKnown } from './last-known.ts';

const remembered = 1_000;

/** What is in the catalogs that searches are kept to: as the database says now; where it is away, as it said last. */
export class Scopes {
  readonly #inclusion: Pick<Inclusion, 'searchScope'>;
  readonly #lastKnown = new LastKnown<SearchScope>(remembered);

  constructor(inclusion: Pick<Inclusion, 'searchScope'>) {
    this.#inclusion = inclusion;
  }

  /**
   * @returns 'nothing' where there are no catalogs
   * @throws NotFoundError when catalogs or academies were asked for by uuid and there are no such catalogs · UnavailableError when the
   * database never said any
   */
  async read(scope: FilterScope): Promise<SearchScope | 'nothing'> {
    const within = await this.#lastKnown.read(JSON.stringify(scope), () => this.#inclusion.searchScope(scope));
    if (within.filters.length > 0) {
      return within;
    }
    // To who may not see its catalogs an academy is not there.
    if (isNamed(scope.academyUuids)) {
      throw new NotFoundError('there is no academy with this uuid that has a catalog among those that are searched');
    }
    if (isNamed(scope.catalogUuids)) {
      throw new NotFoundError('there is no catalog with this uuid');
    }
    return 'nothing';
  }
}

function isNamed(uuids: readonly string[] | undefined): boolean {
  return uuids !== undefined && uuids.length > 0;
}
