import { isDeepStrictEqual } from 'node:util';
import type { ContentIndex } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import type { Drift } from './drift.ts';
import { readItemsForCheck, type SettledItem } from './reconcile-rows.mysql.ts';

const itemsOfOnePage = 500;

/**
 * Compares the documents of decided items with their rows. A later document than the row that was read is a writer at work; an
 * earlier one, or another form of the same revision, is drift.
 * @param chosen which items to look at
 * @returns pages: how many were looked at, and the ids whose documents are wrong
 */
export async function* checkDocuments(
  deps: { database: Database; contentIndex: ContentIndex },
  drift: Drift,
  chosen: (id: number) => boolean,
): AsyncGenerator<{ checked: number; wrong: number[] }> {
  for (let after = 0; ;) {
    const rows = await readItemsForCheck(deps.database, { after, limit: itemsOfOnePage });
    after = rows.at(-1)?.id ?? after;
    if (rows.length === 0) {
      return;
    }
    const items = rows.filter(({ id, settled }) => settled === 1 && chosen(id));
    const documents = await deps.contentIndex.read(items.map(({ id }) => id));
    const wrong = items.filter((item) => {
      const document = documents.get(item.id);
      if (document === undefined) {
        drift.add('document_missing', item.content_key);
      } else if (isStale(item, document)) {
        drift.add('document_stale', item.content_key);
      } else {
        return false;
      }
      return true;
    });
    yield { checked: items.length, wrong: wrong.map(({ id }) => id) };
  }
}

function isStale(item: SettledItem, document: { revision: number; projection: object | null }): boolean {
  if (document.revision !== item.revision) {
    return document.revision < item.revision;
  }
  const projection = item.deleted === 1 ? null : (JSON.parse(item.projection) as object);
  return !isDeepStrictEqual(document.projection, projection);
}
