import type { Queryable, SqlValue } from '../../kernel/database.ts';
import type { AuditFilter, AuditRecord, Page } from '../port.ts';

interface Row {
  id: number;
  at: Date;
  author: string;
  request_id: string | null;
  action: string;
  subject: string;
  customer: string | null;
  before_hash: Buffer | null;
  after_hash: Buffer | null;
}

/** Nothing else is in the columns that are ASCII, and the databases refuse to compare them with it. */
const ascii = /^[\x20-\x7e]*$/;

/** Latest first. */
export async function listAuditRows(
  on: Queryable,
  { offset, limit, before, ...filter }: AuditFilter & Page,
): Promise<{ count: number; records: AuditRecord[] }> {
  if (![filter.action, filter.customer].every((value) => value === undefined || ascii.test(value))) {
    return { count: 0, records: [] };
  }
  const conditions: [sql: string, value: SqlValue | undefined][] = [
    ['author = ?', filter.author],
    ['action = ?', filter.action],
    ['subject = ?', filter.subject],
    ['customer = ?', filter.customer?.toLowerCase()],
    ['at >= ?', filter.since],
    ['at < ?', filter.until],
  ];
  const given = conditions.filter((condition): condition is [string, SqlValue] => condition[1] !== undefined);
  const where = given.length === 0 ? '' : `WHERE ${given.map(([sql]) => sql).join(' AND ')}`;
  const values = given.map(([, value]) => value);
  const [total] = await on.rows<{ count: number }>(`SELECT COUNT(*) AS count FROM audit_log ${where}`, values);
  const earlier = before === undefined ? '' : `${where === '' ? 'WHERE' : 'AND'} id < ?`;
  const rows = await on.rows<Row>(
    `SELECT id, at, author, request_id, action, subject, customer, before_hash, after_hash
     FROM audit_log ${where} ${earlier} ORDER BY id DESC LIMIT ? OFFSET ?`,
    [...values, ...(before === undefined ? [] : [before]), limit, offset],
  );
  return { count: total?.count ?? 0, records: rows.map(toRecord) };
}

function toRecord(row: Row): AuditRecord {
  return {
    id: row.id,
    at: row.at,
    author: row.author,
    requestId: row.request_id,
    action: row.action,
    subject: row.subject,
    customer: row.customer,
    before: row.before_hash?.toString('hex') ?? null,
    after: row.after_hash?.toString('hex') ?? null,
  };
}
