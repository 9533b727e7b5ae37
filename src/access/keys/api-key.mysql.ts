import type { Queryable, Tx } from '../../kernel/database.ts';
import type { ApiKey, Page, RoleGrant } from '../port.ts';

interface Row {
  id: string;
  name: string;
  roles: string;
  created_at: Date;
  created_by: string;
  expires_at: Date;
  revoked_at: Date | null;
}

/** A key with what its secret is compared with. */
export interface StoredKey extends ApiKey {
  secretHash: Buffer;
}

const columns = 'id, name, roles, created_at, created_by, expires_at, revoked_at';

export async function readKey(on: Queryable, id: string): Promise<StoredKey | undefined> {
  const [row] = await on.prepared<Row & { secret_hash: Buffer }>(
    `SELECT ${columns}, secret_hash FROM api_key WHERE id = ?`,
    [id],
  );
  return row === undefined ? undefined : { ...toKey(row), secretHash: row.secret_hash };
}

export async function lockKey(tx: Tx, id: string): Promise<ApiKey | undefined> {
  const [row] = await tx.rows<Row>(`SELECT ${columns} FROM api_key WHERE id = ? FOR UPDATE`, [id]);
  return row === undefined ? undefined : toKey(row);
}

/** Latest first. */
export async function listKeyRows(on: Queryable, { offset, limit }: Page): Promise<{ count: number; keys: ApiKey[] }> {
  const [total] = await on.rows<{ count: number }>('SELECT COUNT(*) AS count FROM api_key');
  const rows = await on.rows<Row>(`SELECT ${columns} FROM api_key ORDER BY created_at DESC, id LIMIT ? OFFSET ?`, [
    limit,
    offset,
  ]);
  return { count: total?.count ?? 0, keys: rows.map(toKey) };
}

export async function insertKey(
  tx: Tx,
  key: { id: string; name: string; roles: readonly RoleGrant[]; secretHash: Buffer; expiresAt: Date },
  createdBy: string,
): Promise<void> {
  await tx.run(
    `INSERT INTO api_key (id, name, secret_hash, roles, created_at, created_by, expires_at)
     VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3), ?, ?)`,
    [key.id, key.name, key.secretHash, JSON.stringify(key.roles), createdBy, key.expiresAt],
  );
}

export async function markRevoked(tx: Tx, id: string): Promise<void> {
  await tx.run('UPDATE api_key SET revoked_at = UTC_TIMESTAMP(3) WHERE id = ?', [id]);
}

function toKey(row: Row): ApiKey {
  return {
    id: row.id,
    name: row.name,
    roles: JSON.parse(row.roles) as RoleGrant[],
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
