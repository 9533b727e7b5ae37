import type { AuditEntry, AuditLog, Author } from '../../kernel/audit.ts';
import type { Tx } from '../../kernel/database.ts';

/** Rows of one statement. */
const batch = 1_000;

/** The table `audit_log`: appended to by every write, never changed. */
export class MysqlAuditLog implements AuditLog {
  async append(tx: Tx, author: Author, entries: readonly AuditEntry[]): Promise<void> {
    for (let start = 0; start < entries.length; start += batch) {
      const some = entries.slice(start, start + batch);
      await tx.later(
        `INSERT INTO audit_log (at, author, request_id, action, subject, customer, before_hash, after_hash)
         VALUES ${some.map(() => '(UTC_TIMESTAMP(3), ?)').join(', ')}`,
        some.map(({ action, subject, customer, before, after }) => [
          author.name,
          author.requestId,
          action,
          subject,
          customer,
          before === null ? null : Buffer.from(before, 'hex'),
          after === null ? null : Buffer.from(after, 'hex'),
        ]),
      );
    }
  }
}
