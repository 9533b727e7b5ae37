import type { AuditLog } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import { lockCatalogs } from '../catalogs/catalog-row.mysql.ts';
import type { Writer } from '../port.ts';
import { addAcademyCatalogs, lockAcademyRow, readAcademyCatalogs, touchAcademyRows } from './academy-rows.mysql.ts';
import { academyHash, auditEntries } from './audit-academy.ts';
import { noAcademy } from './no-academy.ts';

/** See `Academies.associateCatalog`. Locks the catalog, then the academy. */
export function associateCatalog(
  { database, audit }: { database: Database; audit: AuditLog },
  uuid: string,
  catalogUuid: string,
  writer: Writer,
): Promise<'associated' | 'unchanged'> {
  return database.transaction(async (tx) => {
    const [catalog] = await lockCatalogs(tx, [catalogUuid]);
    if (catalog === undefined) {
      throw new NotFoundError(`there is no catalog with the uuid ${catalogUuid}`);
    }
    const customer = catalog.enterprise_uuid;
    writer.assertMay(customer);
    const row = await lockAcademyRow(tx, uuid);
    if (row === undefined) {
      throw noAcademy();
    }
    const catalogs = await readAcademyCatalogs(tx, [row.id], 'every');
    if (catalogs.some((one) => one.uuid === catalogUuid)) {
      return 'unchanged';
    }
    const before = await academyHash(tx, row);
    await addAcademyCatalogs(tx, row.id, [catalogUuid]);
    await touchAcademyRows(tx, [row.id]);
    const after = await academyHash(tx, row);
    await audit.append(tx, writer.author, auditEntries('academy', uuid, { before, after, customer }));
    return 'associated';
  });
}
