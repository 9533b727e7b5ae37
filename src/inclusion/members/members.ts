import type { Database } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { CatalogContext, CatalogDifference, MemberPage } from '../port.ts';
import { toCatalogContext } from './catalog-context.ts';
import { readContextRow, readHoldingContextRow } from './catalog-context.mysql.ts';
import { countListed, listListed, listMemberKeys, listNamed } from './list-members.mysql.ts';

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

  /** See `Inclusion.listMembers`. */
  async list({ queryId }: CatalogContext, page: MemberPage): Promise<{ count: number; contentIds: number[] }> {
    if (page.keys !== undefined) {
      const named = await listNamed(this.#database, queryId, page.keys);
      const rest = named.filter((id) => id > page.after);
      return { count: named.length, contentIds: rest.slice(page.offset, page.offset + page.limit) };
    }
    const [count, contentIds] = await Promise.all([
      countListed(this.#database, queryId),
      listListed(this.#database, queryId, page),
    ]);
    return { count, contentIds };
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
