import type { AuditLog } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import { leaveAcademies } from '../academies/leave-academies.ts';
import type { Writer } from '../port.ts';
import { auditCatalog } from './audit-catalog.ts';
import { columnsOf, deleteCatalogRow, lockCatalogs } from './catalog-row.mysql.ts';

/** See `Inclusion.deleteCatalog` in port.ts. Its query is kept, and its members with it. */
export function deleteCatalog(
  { database, audit }: { database: Database; audit: AuditLog },
  uuid: string,
  writer: Writer,
): Promise<void> {
  return database.transaction(async (tx) => {
    const [row] = await lockCatalogs(tx, [uuid]);
    if (row === undefined) {
      throw new NotFoundError('there is no catalog with this uuid');
    }
    writer.assertMay(row.enterprise_uuid);
    await leaveAcademies(tx, { audit, author: writer.author }, { uuid, customer: row.enterprise_uuid });
    await deleteCatalogRow(tx, uuid);
    await auditCatalog(tx, { audit, author: writer.author }, uuid, { before: columnsOf(row), after: undefined });
  });
}
