import type { AuditLog } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import type { ContentMetrics } from '../../kernel/metrics.ts';
import { isContentKey } from '../contract/identity.ts';
import type { Contract } from '../contract/read-raw.ts';
import type { ContentSource, ItemClaim, StoredDocument, StoreOptions, StoreResult } from '../port.ts';
import { recordHeard } from '../heard/record-heard.mysql.ts';
import { quarantineDocuments, type RefusedDocument } from '../quarantine/quarantine-documents.ts';
import { readItem, type RawItem } from './item-form.ts';
import { storeBatch } from './store-batch.ts';
import { heardOf, type Stored } from './stored.ts';

/** Documents that are looked up and held at once; those that are written go in smaller transactions. */
const batch = 500;

/** With the way by which the documents came. */
export type SourcedOptions = StoreOptions & { source: ContentSource };

export interface StoreDeps {
  database: Database;
  audit: AuditLog;
  defaultPartner: string;
  /** How long the storing process has for deciding before a worker takes over. */
  claimSeconds: number;
  /** The moment by which availability and the like are decided, ms; the database's own clock unless a test moves it. */
  now: (databaseNow: Date) => number;
  /** What documents are checked against. */
  contract: Contract;
  metrics: ContentMetrics;
}

/** See `Replication.store` in port.ts. */
export async function storeContent(
  deps: StoreDeps,
  documents: readonly unknown[],
  options: SourcedOptions,
): Promise<StoreResult> {
  const results: (StoredDocument | undefined)[] = documents.map(() => undefined);
  const claims = new Map<number, ItemClaim>();
  const settled: Stored[] = [];
  const older: string[] = [];
  let pending: { position: number; item: RawItem }[] = [];
  let refused: RefusedDocument[] = [];
  /** Of both: what is written together is about different keys, so that of a key the last document counts. */
  const keys = new Set<string>();
  const flush = async (): Promise<void> => {
    const stored = await storeBatch(
      deps,
      pending.map(({ item }) => item),
      options,
    );
    settled.push(...stored.filter(({ fate }) => fate === 'settled'));
    for (const [index, { fate, document, claim }] of stored.entries()) {
      results[pending[index]?.position ?? -1] = document;
      if (fate === 'older' && document.contentKey !== null) {
        older.push(document.contentKey);
      }
      if (claim !== undefined) {
        // A key that came twice: the later claim has the later state.
        claims.set(claim.contentId, claim);
      }
    }
    await quarantineDocuments(deps.database, refused, options.source);
    pending = [];
    refused = [];
    keys.clear();
  };
  for (const [position, document] of documents.entries()) {
    const read = readItem(document, deps.contract);
    const said = 'errors' in read ? read.contentKey : read.item.contentKey;
    const key = said !== null && isContentKey(said) ? said : null;
    if (pending.length + refused.length === batch || (key !== null && keys.has(key))) {
      await flush();
    }
    if (key !== null) {
      keys.add(key);
    }
    if ('errors' in read) {
      results[position] = { contentKey: said, outcome: 'refused', errors: read.errors };
      refused.push({ document, contentKey: key, errors: read.errors });
    } else {
      pending.push({ position, item: read.item });
    }
  }
  await flush();
  if (settled.length > 0) {
    // Of a poll in which nothing changed it is all that is written: one statement a call.
    await deps.database.transaction((tx) =>
      recordHeard(tx, heardOf(settled), { source: options.source, via: options.via ?? null }),
    );
  }
  return {
    documents: results.filter((result) => result !== undefined),
    claims: [...claims.values()],
    older,
  };
}
