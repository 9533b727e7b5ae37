import type { SearchTexts } from '../../content-index/port.ts';
import type { Tx } from '../../kernel/database.ts';
import { plainText } from '../normalize/plain-text.ts';
import type { ItemClaim } from '../port.ts';
import type { Texts } from './models.ts';
import { readTranslationsIn } from './translation-row.mysql.ts';

/** Languages that the content index has fields for: the first that there is counts. */
const spanish = ['es', 'es-419', 'es-ES'];

/** Whether texts in a language are searched: then an item whose translation changes has another document. */
export function isSearched(language: string): boolean {
  return spanish.includes(language);
}

/** By content id, and by language. */
type SearchedTexts = ReadonlyMap<number, readonly { language: string; texts: string }[]>;

/**
 * The items' texts in languages that are searched, for whoever holds the items' rows. Whoever stores a translation takes a new ticket for the item's
 * document in the same transaction, so a document of a later ticket never has an older translation.
 */
export async function readSearchedTexts(tx: Tx, contentIds: readonly number[]): Promise<SearchedTexts> {
  const rows = contentIds.length === 0 ? [] : await readTranslationsIn(tx, contentIds, spanish);
  return Map.groupBy(rows, ({ content_id }) => content_id);
}

/** Claims with the items' texts in other languages. */
export function withTexts(found: SearchedTexts, claims: readonly ItemClaim[]): ItemClaim[] {
  return claims.map((claim) => {
    const own = found.get(claim.contentId) ?? [];
    const row = spanish.map((language) => own.find((one) => one.language === language)).find(Boolean);
    if (claim.state === 'removed' || row === undefined) {
      return claim;
    }
    const { search } = claim.state;
    const es = { ...search.es, ...plainTexts(JSON.parse(row.texts) as Texts) };
    return { ...claim, state: { ...claim.state, search: { ...search, es } } };
  });
}

function plainTexts(texts: Texts): Partial<SearchTexts> {
  return Object.fromEntries(
    (['title', 'short_description', 'full_description', 'outcome'] as const).flatMap((member) =>
      texts[member] === undefined ? [] : [[member, plainText(texts[member])]],
    ),
  );
}
