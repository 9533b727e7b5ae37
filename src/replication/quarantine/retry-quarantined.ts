import type { Author } from '../../kernel/audit.ts';
import { readItem, type RawItem } from '../content/item-form.ts';
import { storeBatch } from '../content/store-batch.ts';
import type { StoreDeps } from '../content/store-content.ts';
import type { ItemClaim } from '../port.ts';
import type { Retry, RetryOutcome } from './models.ts';
import { moveErrors } from './quarantine-row.mysql.ts';
import { readForRetry, type RetryRow } from './read-quarantine.mysql.ts';

/** Bodies that are held at once: 40 MB at the most. */
const batch = 10;

/** See `Replication.retryQuarantined` in port.ts. */
export async function retryQuarantined(
  deps: StoreDeps,
  which: { ids: readonly number[] } | { after: number; limit: number },
  author: Author,
): Promise<Retry> {
  const entries: Retry['entries'] = [];
  const claims = new Map<number, ItemClaim>();
  let after = 'ids' in which ? 0 : which.after;
  let left = 'ids' in which ? which.ids.length : which.limit;
  while (left > 0) {
    const rows = await readForRetry(deps.database, {
      ...('ids' in which ? { ids: which.ids } : {}),
      after,
      limit: Math.min(left, batch),
    });
    const last = rows.at(-1);
    if (last === undefined) {
      break;
    }
    for (const row of rows) {
      const { outcome, claim } = await retry(deps, row, author);
      entries.push({ id: row.id, contentKey: row.content_key, outcome });
      if (claim !== undefined) {
        claims.set(claim.contentId, claim);
      }
    }
    after = last.id;
    left -= rows.length;
  }
  return { entries, claims: [...claims.values()] };
}

/** One by one: two entries may turn out to be about the same content. */
async function retry(
  deps: StoreDeps,
  row: RetryRow,
  author: Author,
): Promise<{ outcome: RetryOutcome; claim?: ItemClaim | undefined }> {
  if (row.whole !== 1) {
    return { outcome: 'not_kept' };
  }
  const entry = { id: row.id, bodyHash: row.body_hash };
  const read = readItem(JSON.parse(row.body), deps.contract);
  if ('errors' in read) {
    await moveErrors(deps.database, entry, JSON.stringify(read.errors));
    return { outcome: 'refused' };
  }
  const retried = new Map<RawItem, typeof entry>([[read.item, entry]]);
  // It was asked for before it came: what upstream has said since to be gone stays gone.
  const [stored] = await storeBatch(deps, [read.item], {
    ...{ author, source: row.source, retried },
    askedAt: row.last_seen_at,
  });
  return stored === undefined ? { outcome: 'superseded' } : { outcome: 'passed', claim: stored.claim };
}
