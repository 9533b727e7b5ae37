import { isDeepStrictEqual } from 'node:util';
import type { ContentIndex } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import type { Replication } from '../../replication/port.ts';
import type { Drift } from './drift.ts';
import { readItemsForCheck, type SettledItem } from './reconcile-rows.mysql.ts';

const itemsOfOnePage = 500;

/** A run forms so many items anew, drawn evenly: their raw documents are most of what is stored. */
const formsOfOneRun = 5_000;

/**
 * Compares the documents of decided items with their rows, and of some the rows' forms with their raw documents. A later document than
 * the row that was read is a writer at work; an earlier one, or another form of the same revision, is drift.
 * @param chosen which items to look at
 * @returns pages: how many were looked at, the ids whose documents are wrong, and those whose forms are, whose documents follow
 */
export async function* checkDocuments(
  deps: {
    database: Database;
    contentIndex: ContentIndex;
    replication: Pick<Replication, 'staleForms' | 'extent'>;
  },
  drift: Drift,
  chosen: (id: number) => boolean,
): AsyncGenerator<{ checked: number; wrong: number[]; misformed: number[] }> {
  const share = formsOfOneRun / (await deps.replication.extent()).count;
  for (let after = 0; ;) {
    const rows = await readItemsForCheck(deps.database, { after, limit: itemsOfOnePage });
    after = rows.at(-1)?.id ?? after;
    if (rows.length === 0) {
      return;
    }
    const items = rows.filter(({ id, settled }) => settled === 1 && chosen(id));
    const formed = items.filter(({ deleted }) => deleted === 0 && Math.random() < share);
    const misformed = new Set(await deps.replication.staleForms(formed.map(({ id }) => id)));
    const documents = await deps.contentIndex.read(items.map(({ id }) => id));
    const wrong = items.filter((item) => {
      if (misformed.has(item.id)) {
        drift.add('form_stale', item.content_key);
        return false;
      }
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
    yield { checked: items.length, wrong: wrong.map(({ id }) => id), misformed: [...misformed] };
  }
}

function isStale(item: SettledItem, document: { revision: number; projection: object | null }): boolean {
  if (document.revision !== item.revision) {
    return document.revision < item.revision;
  }
  const projection = item.deleted === 1 ? null : (JSON.parse(item.projection) as object);
  return !isDeepStrictEqual(document.projection, projection);
}
