import type { Database } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { CatalogContext, CatalogDifference, MemberPage } from '../port.ts';
import { toCatalogContext } from './catalog-context.ts';
import { readContextRow, readHoldingContextRow } from './catalog-context.mysql.ts';
import {
  countListed,
  listListed,
  listMemberKeys,
  listNamed,
  readSeenCourses,
  type LeftOut,
} from './list-members.mysql.ts';

/** What is in a catalog, for those who list it. Everything is read from MySQL, as it is now. */
export class Members {
  readonly #database: Database;

  constructor({ database }: { database: Database }) {
    this.#database = database;
  }

  /** See `Inclusion.catalogContext`. */
  async contextOf(catalogUuid: string): Promise<CatalogContext> {
    const row = await readContextRow(this.#database, catalogUuid.toLowerCase());
    if (row === undefined) {
      throw new NotFoundError('there is no catalog with this uuid');
    }
    return toCatalogContext(row);
  }

  /** See `Inclusion.holdingContext`. */
  async holdingContext(enterpriseUuid: string, contentId: number): Promise<CatalogContext | undefined> {
    const row = await readHoldingContextRow(this.#database, enterpriseUuid.toLowerCase(), contentId);
    return row === undefined ? undefined : toCatalogContext(row);
  }

  /** See `Inclusion.countMembers`. */
  async count(
    catalog: CatalogContext,
    { keys, withRestricted }: Pick<MemberPage, 'keys' | 'withRestricted'>,
  ): Promise<number> {
    const { queryId } = catalog;
    if (keys !== undefined) {
      return (await listNamed(this.#database, queryId, { keys, withRestricted })).length;
    }
    const [listed, shown] = await Promise.all([
      countListed(this.#database, queryId, leftOut(withRestricted)),
      this.#shownBesides(catalog, withRestricted),
    ]);
    return listed + shown.length;
  }

  /** See `Inclusion.listMembers`. */
  async list(catalog: CatalogContext, page: MemberPage): Promise<number[]> {
    const { queryId } = catalog;
    if (page.keys === undefined) {
      const shown = await this.#shownBesides(catalog, page.withRestricted);
      return listListed(this.#database, queryId, { ...page, left: leftOut(page.withRestricted), shown });
    }
    const named = await listNamed(this.#database, queryId, { keys: page.keys, withRestricted: page.withRestricted });
    return named.filter((id) => id > page.after).slice(page.offset, page.offset + page.limit);
  }

  /** Courses that nobody can enrol in but learners of catalogs that allow some of their restricted runs; most queries allow none. */
  async #shownBesides({ queryId, allowedRuns }: CatalogContext, withRestricted: boolean): Promise<number[]> {
    if (!withRestricted || allowedRuns.length === 0) {
      return [];
    }
    return (await readSeenCourses(this.#database, queryId))
      .filter(({ active_with, runs }) => {
        const allowed = new Set(JSON.parse(runs) as string[]);
        return (JSON.parse(active_with) as string[]).some((key) => allowed.has(key));
      })
      .map(({ id }) => id);
  }

  /** See `Inclusion.compareWithCatalog`. */
  async compare({ queryId, modifiedAt }: CatalogContext, keys: readonly string[]): Promise<CatalogDifference> {
    const wanted = new Set(keys);
    const members = await listMemberKeys(this.#database, queryId);
    const found = members.filter(({ content_key }) => wanted.has(content_key));
    const there = new Set(found.map(({ content_key }) => content_key));
    return {
      notFound: [...wanted].filter((key) => !there.has(key)),
      notIncluded: members.filter(({ content_key }) => !wanted.has(content_key)).map(({ content_key }) => content_key),
      found: found.map(({ content_key, modified_at }) => ({
        contentKey: content_key,
        modifiedAt: modified_at > modifiedAt ? modified_at : modifiedAt,
      })),
    };
  }
}

function leftOut(withRestricted: boolean): LeftOut[] {
  return withRestricted ? [1] : [1, 2];
}
