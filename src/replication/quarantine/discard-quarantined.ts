import type { AuditLog, Author } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import { deleteEntries, listOldEntries } from './discard-entries.mysql.ts';

interface DiscardDeps {
  database: Database;
  audit: AuditLog;
}

/** See `Replication.discardQuarantined` in port.ts. */
export function discardQuarantined(
  { database, audit }: DiscardDeps,
  ids: readonly number[],
  author: Author,
  age: { days?: number } = {},
): Promise<number[]> {
  return database.transaction(async (tx) => {
    const gone = ids.length === 0 ? [] : await deleteEntries(tx, ids, age);
    await audit.append(
      tx,
      author,
      gone.map(({ id, content_key, body_hash }) => ({
        action: 'quarantine.discard',
        subject: content_key ?? String(id),
        customer: null,
        before: body_hash.toString('hex'),
        after: null,
      })),
    );
    return gone.map(({ id }) => id);
  });
}

/** Rows of one transaction: their bodies are deleted too. */
const batch = 100;

/** Who the audit log names for what is too old. */
const retention: Author = { name: 'retention', requestId: null };

/** Discards what nothing has come for in as many days. @param days 0: never */
export async function discardOldEntries(deps: DiscardDeps, days: number): Promise<void> {
  if (days === 0) {
    return;
  }
  for (let found = batch; found === batch;) {
    const ids = await listOldEntries(deps.database, { days, limit: batch });
    // One for which something came since it was listed stays.
    await discardQuarantined(deps, ids, retention, { days });
    found = ids.length;
  }
}
