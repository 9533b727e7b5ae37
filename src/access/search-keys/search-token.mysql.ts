import type { Queryable, Tx } from '../../kernel/database.ts';
import type { SearchToken } from '../port.ts';

interface Row {
  id: string;
  customer: string;
  created_at: Date;
  created_by: string;
  expires_at: Date;
  revoked_at: Date | null;
}

/** A token with what its secret is compared with. */
export interface StoredSearchToken extends SearchToken {
  secretHash: Buffer;
}

const columns = 'id, customer, created_at, created_by, expires_at, revoked_at';

export async function readSearchToken(on: Queryable, id: string): Promise<StoredSearchToken | undefined> {
  const [row] = await on.prepared<Row & { secret_hash: Buffer }>(
    `SELECT ${columns}, secret_hash FROM search_token WHERE id = ?`,
    [id],
  );
  return row === undefined ? undefined : { ...toToken(row), secretHash: row.secret_hash };
}

export async function lockSearchToken(tx: Tx, id: string): Promise<SearchToken | undefined> {
  const [row] = await tx.rows<Row>(`SELECT ${columns} FROM search_token WHERE id = ? FOR UPDATE`, [id]);
  return row === undefined ? undefined : toToken(row);
}

export async function insertSearchToken(
  tx: Tx,
  token: { id: string; customer: string; secretHash: Buffer; expiresAt: Date },
  createdBy: string,
): Promise<void> {
  await tx.run(
    `INSERT INTO search_token (id, customer, secret_hash, created_at, created_by, expires_at)
     VALUES (?, ?, ?, UTC_TIMESTAMP(3), ?, ?)`,
    [token.id, token.customer, token.secretHash, createdBy, token.expiresAt],
  );
}

export async function markSearchTokenRevoked(tx: Tx, id: string): Promise<void> {
  await tx.run('UPDATE search_token SET revoked_at = UTC_TIMESTAMP(3) WHERE id = ?', [id]);
}

/** Removes some of those that ended before a moment: called now and then, it keeps up with any number. */
export async function dropEndedSearchTokens(on: Queryable, before: Date): Promise<void> {
  await on.run('DELETE FROM search_token WHERE expires_at < ? ORDER BY expires_at LIMIT 100', [before]);
}

function toToken(row: Row): SearchToken {
  return {
    id: row.id,
    customer: row.customer,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
