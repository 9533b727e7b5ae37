import type { Queryable, Tx } from '../../kernel/database.ts';

/** A refused document in the form of its row. */
export interface QuarantineWrite {
  identity: Buffer;
  contentKey: string | null;
  type: string | null;
  source: string;
  /** JSON text, like `body`. */
  errors: string;
  body: string;
  bytes: number;
  whole: boolean;
  bodyHash: Buffer;
}

/** Puts them in, or over what came under the same identity before. Rows are taken in the order of their identities. */
export async function writeEntries(tx: Tx, writes: readonly QuarantineWrite[]): Promise<void> {
  const rows = await tx.rows<{ id: number; identity: Buffer }>(
    'SELECT id, identity FROM quarantine WHERE identity IN (?) ORDER BY identity FOR UPDATE',
    [writes.map(({ identity }) => identity)],
  );
  const known = new Map(rows.map(({ id, identity }) => [identity.toString('hex'), id]));
  for (const write of writes.toSorted((one, other) => Buffer.compare(one.identity, other.identity))) {
    const id = known.get(write.identity.toString('hex'));
    const values = [write.type, write.source, write.errors, write.body, write.bytes, write.whole, write.bodyHash];
    if (id === undefined) {
      await tx.later(
        `INSERT INTO quarantine (type, source, errors, body, body_bytes, whole, body_hash, identity, content_key, seen,
           first_seen_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
        [...values, write.identity, write.contentKey],
      );
    } else {
      await tx.later(
        `UPDATE quarantine SET type = ?, source = ?, errors = ?, body = ?, body_bytes = ?, whole = ?, body_hash = ?,
           seen = seen + 1, last_seen_at = UTC_TIMESTAMP(3) WHERE id = ?`,
        [...values, id],
      );
    }
  }
}

/** Of the documents without a key only the latest `kept` stay: upstream may send new ones for ever. */
export async function dropKeyless(on: Queryable, kept: number): Promise<void> {
  const [last] = await on.rows<{ id: number }>(
    'SELECT id FROM quarantine WHERE content_key IS NULL ORDER BY id DESC LIMIT 1 OFFSET ?',
    [kept],
  );
  if (last !== undefined) {
    await on.run('DELETE FROM quarantine WHERE content_key IS NULL AND id <= ?', [last.id]);
  }
}

/**
 * The entries of these keys, for whoever holds the rows of their items. Looked for without a lock: of a small table a DELETE by key would lock
 * every row, and on nearly every day there is none.
 */
export function readEntriesOf(tx: Tx, contentKeys: readonly string[]): Promise<{ id: number; content_key: string }[]> {
  return tx.rows('SELECT id, content_key FROM quarantine WHERE content_key IN (?)', [contentKeys]);
}

/** Good versions came. The caller holds the rows of these items, so that no retry puts a bad one over it. */
export async function releaseEntries(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) {
    await tx.later('DELETE FROM quarantine WHERE id IN (?)', [ids]);
  }
}

/** Takes entries out of it that still hold the body they had. @returns the ids of those */
export async function takeEntries(
  tx: Tx,
  entries: readonly { id: number; bodyHash: Buffer }[],
): Promise<ReadonlySet<number>> {
  const rows = await tx.rows<{ id: number; body_hash: Buffer }>(
    'SELECT id, body_hash FROM quarantine WHERE id IN (?) ORDER BY id FOR UPDATE',
    [entries.map(({ id }) => id)],
  );
  const now = new Map(rows.map(({ id, body_hash }) => [id, body_hash]));
  const taken = entries.filter(({ id, bodyHash }) => now.get(id)?.equals(bodyHash) === true).map(({ id }) => id);
  if (taken.length > 0) {
    await tx.later('DELETE FROM quarantine WHERE id IN (?)', [taken]);
  }
  return new Set(taken);
}

/** What a stricter or wider contract says of the same body. */
export async function moveErrors(
  on: Queryable,
  entry: { id: number; bodyHash: Buffer },
  errors: string,
): Promise<void> {
  await on.run('UPDATE quarantine SET errors = ? WHERE id = ? AND body_hash = ?', [errors, entry.id, entry.bodyHash]);
}
