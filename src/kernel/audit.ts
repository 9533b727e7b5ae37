import type { Tx } from './database.ts';
import { sha256 } from './hash.ts';

/** Who writes, as the audit log names him. */
export interface Author {
  /** `user:NAME`, `key:ID`, `script:NAME`. */
  name: string;
  /** Finds the write's lines in the log; null outside a request. */
  requestId: string | null;
}

/** One write. The hashes are of the whole of what was written (`auditHash`), hexadecimal; null where there was or is nothing. */
export interface AuditEntry {
  /** What was done to what, such as `catalog.update`. */
  action: string;
  /** A uuid, a content key, or an id. */
  subject: string;
  /** The customer that it belongs to; null when it is no single customer's. */
  customer: string | null;
  before: string | null;
  after: string | null;
}

/** Who wrote what; access/ gives the real one. */
export interface AuditLog {
  /** In the transaction of the write itself, so that there is never one without the other. */
  append(tx: Tx, author: Author, entries: readonly AuditEntry[]): Promise<void>;
}

/**
 * The hash of a row's meaningful columns, for an entry: SHA-256 of their canonical JSON (members sorted by name). Equal columns
 * have equal hashes for ever, so that a row can be compared with what the log says of it.
 */
export function auditHash(
  columns: Readonly<Record<string, string | number | boolean | null | readonly string[]>>,
): string {
  const sorted = Object.entries(columns).sort(([one], [other]) => (one < other ? -1 : 1));
  return sha256(JSON.stringify(Object.fromEntries(sorted)));
}
