import type { AuditLog } from '../../kernel/audit.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Writer } from '../port.ts';
import { lockAcademiesOfCatalog, removeCatalogOfAcademies, touchAcademyRows } from './academy-rows.mysql.ts';
import { academyHash, auditEntries } from './audit-academy.ts';

/** Takes a catalog that is about to be removed, and is locked, out of every academy. @param catalog.customer whose it is */
export async function leaveAcademies(
  tx: Tx,
  { audit, author }: { audit: AuditLog } & Pick<Writer, 'author'>,
  { uuid, customer }: { uuid: string; customer: string },
): Promise<void> {
  const rows = await lockAcademiesOfCatalog(tx, uuid);
  if (rows.length === 0) {
    return;
  }
  const before = await Promise.all(rows.map((row) => academyHash(tx, row)));
  await removeCatalogOfAcademies(tx, uuid);
  await touchAcademyRows(
    tx,
    rows.map(({ id }) => id),
  );
  const entries = rows.map(async (row, at) =>
    auditEntries('academy', row.uuid, { before: before[at] ?? null, after: await academyHash(tx, row), customer }),
  );
  await audit.append(tx, author, (await Promise.all(entries)).flat());
}
