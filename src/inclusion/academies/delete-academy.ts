import type { AuditLog } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import type { Writer } from '../port.ts';
import { deleteAcademyRow, lockAcademyRow } from './academy-rows.mysql.ts';
import { academyHash, auditEntries } from './audit-academy.ts';
import { noAcademy } from './no-academy.ts';
import { readAcademyTags } from './tag-rows.mysql.ts';
import { writeTags } from './write-tags.ts';

/** See `Academies.delete`. Its catalogs stay, and so do the tags that another academy has. */
export function deleteAcademy(
  { database, audit }: { database: Database; audit: AuditLog },
  uuid: string,
  writer: Writer,
): Promise<void> {
  return database.transaction(async (tx) => {
    const row = await lockAcademyRow(tx, uuid);
    if (row === undefined) {
      throw noAcademy();
    }
    const before = await academyHash(tx, row);
    const had = (await readAcademyTags(tx, [row.id])).map(({ title }) => title);
    const ofTags = await writeTags(tx, row.id, { had, tags: [] });
    await deleteAcademyRow(tx, row.id);
    await audit.append(tx, writer.author, [...auditEntries('academy', uuid, { before, after: null }), ...ofTags]);
  });
}
