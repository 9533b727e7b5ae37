import type { FilterScope, Inclusion, SearchScope } from '../inclusion/port.ts';
import { withDeadline } from '../kernel/deadline.ts';
import { NotFoundError, UnavailableError } from '../kernel/errors.ts';
import { Lru } from '../kernel/lru.ts';

const remembered = 1_000;
/** How long the database has to say what a scope holds now, where they are known from before, ms. */
const patience = 1_000;

/** What is in the catalogs that searches are kept to: as the database says now; where it is away, as it said last. */
export class Scopes {
  readonly #inclusion: Pick<Inclusion, 'searchScope'>;
  readonly #lastKnown = new Lru<SearchScope>(remembered);

  constructor(inclusion: Pick<Inclusion, 'searchScope'>) {
    this.#inclusion = inclusion;
  }

  /**
   * What the database says now; where it is away, or says nothing, what it said last.
   * @returns 'nothing' where there are no catalogs
   * @throws NotFoundError when catalogs were asked for by uuid and there are none · UnavailableError when it never said any
   */
  async read(scope: FilterScope): Promise<SearchScope | 'nothing'> {
    const name = JSON.stringify(scope);
    const known = this.#lastKnown.get(name);
    const current = this.#inclusion.searchScope(scope).then((within) => {
      this.#lastKnown.set(name, within);
      return within;
    });
    const within = await (known === undefined ? current : withDeadline(orElse(current, known), patience, () => known));
    if (within.filters.length > 0) {
      return within;
    }
    if (scope.catalogUuids !== undefined && scope.catalogUuids.length > 0) {
      throw new NotFoundError('there is no catalog with this uuid');
    }
    return 'nothing';
  }
}

function orElse(current: Promise<SearchScope>, known: SearchScope): Promise<SearchScope> {
  return current.catch((error: unknown) => {
    if (error instanceof UnavailableError) {
      return known;
    }
    throw error;
  });
}
