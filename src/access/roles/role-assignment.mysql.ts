import type { Queryable, Tx } from '../../kernel/database.ts';
import type { Page, RoleAssignment, RoleGrant } from '../port.ts';

interface Row {
  id: number;
  username: string;
  role: string;
  context: string;
  created_at: Date;
  created_by: string;
}

const select = 'SELECT id, username, role, context, created_at, created_by FROM role_assignment';

/**
 * The roles of one user. Equality pads with blanks, also under the binary collation, so that `bob` and `bob ` are the same to the
 * database: the names are compared here too.
 */
export async function readRolesOf(on: Queryable, username: string): Promise<RoleGrant[]> {
  const rows = await on.prepared<Pick<Row, 'username' | 'role' | 'context'>>(
    'SELECT username, role, context FROM role_assignment WHERE username = ?',
    [username],
  );
  return rows.filter((row) => row.username === username).map(({ role, context }) => ({ role, context }));
}

/** Oldest first. */
export async function listRoleRows(
  on: Queryable,
  { username, offset, limit }: { username?: string } & Page,
): Promise<{ count: number; assignments: RoleAssignment[] }> {
  const where = username === undefined ? '' : 'WHERE username = ?';
  const values = username === undefined ? [] : [username];
  const [total] = await on.rows<{ count: number }>(`SELECT COUNT(*) AS count FROM role_assignment ${where}`, values);
  const rows = await on.rows<Row>(`${select} ${where} ORDER BY id LIMIT ? OFFSET ?`, [...values, limit, offset]);
  return { count: total?.count ?? 0, assignments: rows.map(toAssignment) };
}

export async function lockRole(
  tx: Tx,
  { username, role, context }: RoleGrant & { username: string },
): Promise<RoleAssignment | undefined> {
  const [row] = await tx.rows<Row>(`${select} WHERE username = ? AND role = ? AND context = ? FOR UPDATE`, [
    username,
    role,
    context,
  ]);
  return row === undefined ? undefined : toAssignment(row);
}

export async function lockRoleById(tx: Tx, id: number): Promise<RoleAssignment | undefined> {
  const [row] = await tx.rows<Row>(`${select} WHERE id = ? FOR UPDATE`, [id]);
  return row === undefined ? undefined : toAssignment(row);
}

/** A role that is given already throws 1062. */
export async function insertRole(tx: Tx, grant: RoleGrant & { username: string }, createdBy: string): Promise<void> {
  await tx.run(
    `INSERT INTO role_assignment (username, role, context, created_at, created_by)
     VALUES (?, ?, ?, UTC_TIMESTAMP(3), ?)`,
    [grant.username, grant.role, grant.context, createdBy],
  );
}

export async function deleteRole(tx: Tx, id: number): Promise<void> {
  await tx.run('DELETE FROM role_assignment WHERE id = ?', [id]);
}

function toAssignment(row: Row): RoleAssignment {
  return {
    id: row.id,
    username: row.username,
    role: row.role,
    context: row.context,
    createdAt: row.created_at,
    createdBy: row.created_by,
  };
}
