import type { AuditLog, Author } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import type { UnusedQuery } from '../port.ts';
import type { Registrar } from '../rebuild/registrar.ts';
import { deleteUnusedQuery, readUnusedQueries } from './unused-query.mysql.ts';

const queriesOfOnePage = 100;

/**
 * See `Inclusion.pruneQueries` in port.ts. The row goes first: a registration that outlives it matches, and is passed over because its
 * row is gone.
 */
export async function pruneQueries(
  deps: { database: Database; audit: AuditLog; registrar: Registrar },
  { apply, author }: { apply: boolean; author: Author },
): Promise<UnusedQuery[]> {
  const found: UnusedQuery[] = [];
  for (let after = 0; ;) {
    const page = await readUnusedQueries(deps.database, { after, limit: queriesOfOnePage });
    after = page.at(-1)?.id ?? after;
    const removed: number[] = [];
    for (const { id, uuid, title, members } of page) {
      if (apply) {
        const gone = await deps.database.transaction(async (tx) => {
          const deleted = await deleteUnusedQuery(tx, id);
          if (deleted) {
            const entry = { action: 'catalog-query.delete', subject: uuid, customer: null, before: null, after: null };
            await deps.audit.append(tx, author, [entry]);
          }
          return deleted;
        });
        if (!gone) {
          continue;
        }
        removed.push(id);
      }
      found.push({ uuid, title, members });
    }
    await deps.registrar.unregister(removed);
    if (page.length < queriesOfOnePage) {
      return found;
    }
  }
}
