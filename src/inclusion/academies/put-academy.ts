import type { AuditLog } from '../../kernel/audit.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { lockCatalogs } from '../catalogs/catalog-row.mysql.ts';
import type { NewAcademy, SavedAcademy, Writer } from '../port.ts';
import {
  insertAcademyRow,
  lockAcademyRow,
  updateAcademyRow,
  writeAcademyCatalogs,
  type AcademyColumns,
  type AcademyRow,
} from './academy-rows.mysql.ts';
import { academyHash, auditEntries } from './audit-academy.ts';
import { assertAcademy } from './check-academy.ts';
import { readAcademyTags } from './tag-rows.mysql.ts';
import { writeTags } from './write-tags.ts';

/** See `Academies.put`. Locks: catalogs, then the academy, then tags by title. */
export function putAcademy(
  { database, audit }: { database: Database; audit: AuditLog },
  uuid: string,
  academy: NewAcademy,
  writer: Writer,
): Promise<SavedAcademy['outcome']> {
  const catalogUuids = [...new Set(academy.catalogUuids.map((one) => one.toLowerCase()))];
  return database.transaction(
    async (tx) => {
      assertAcademy(academy, await missingCatalogs(tx, catalogUuids));
      const row = await lockAcademyRow(tx, uuid);
      const before = row === undefined ? null : await academyHash(tx, row);
      const columns = columnsOf(academy);
      const id = row?.id ?? (await insertAcademyRow(tx, uuid, columns));
      const had = (await readAcademyTags(tx, [id])).map(({ title }) => title);
      await writeAcademyCatalogs(tx, id, catalogUuids);
      const ofTags = await writeTags(tx, id, { had, tags: academy.tags });
      const after = await academyHash(tx, { ...row, ...columns, id, uuid } as AcademyRow);
      if (before !== null && before !== after) {
        await updateAcademyRow(tx, id, columns);
      }
      const entries = [...auditEntries('academy', uuid, { before, after }), ...ofTags];
      await audit.append(tx, writer.author, entries);
      return before === null ? 'created' : entries.length > 0 ? 'changed' : 'unchanged';
    },
    { retryDuplicates: true },
  );
}

async function missingCatalogs(tx: Tx, uuids: readonly string[]): Promise<ReadonlySet<string>> {
  const locked = uuids.length === 0 ? [] : await lockCatalogs(tx, uuids);
  const there = new Set(locked.map(({ uuid }) => uuid));
  return new Set(uuids.filter((uuid) => !there.has(uuid)));
}

function columnsOf({ text, spanish, image }: NewAcademy): AcademyColumns {
  return {
    title: text.title,
    short_description: text.shortDescription,
    long_description: text.longDescription,
    title_es: spanish?.title ?? null,
    short_description_es: spanish?.shortDescription ?? null,
    long_description_es: spanish?.longDescription ?? null,
    image,
  };
}
