import type { AuditLog } from '../../kernel/audit.ts';
import type { Customers } from '../../kernel/customers.ts';
import type { Database } from '../../kernel/database.ts';
import type { Academies, Academy, NewAcademy, SavedAcademy, Writer } from '../port.ts';
import { listAcademyRows, readAcademyCatalogs, readAcademyRow, type AcademyRow } from './academy-rows.mysql.ts';
import { associateCatalog } from './associate-catalog.ts';
import { readContentOfTags } from './content-of-tags.mysql.ts';
import { deleteAcademy } from './delete-academy.ts';
import { noAcademy } from './no-academy.ts';
import { putAcademy } from './put-academy.ts';
import { readAcademyTags } from './tag-rows.mysql.ts';

/** Part of the room's port, on the database. */
export class MysqlAcademies implements Academies {
  readonly #deps: { database: Database; audit: AuditLog };

  constructor(deps: { database: Database; audit: AuditLog }) {
    this.#deps = deps;
  }

  async list(
    enterpriseUuid: string,
    page: { after: number; offset: number; limit: number },
  ): Promise<{ count: number; academies: Academy[] }> {
    const customer = enterpriseUuid.toLowerCase();
    const { count, rows } = await listAcademyRows(this.#deps.database, customer, page);
    return { count, academies: await this.#seenBy(rows, new Set([customer])) };
  }

  async read(uuid: string, customers: Customers): Promise<Academy> {
    const row = await readAcademyRow(this.#deps.database, uuid.toLowerCase());
    const [academy] = row === undefined ? [] : await this.#seenBy([row], customers);
    if (academy === undefined || (customers !== 'every' && academy.catalogs.length === 0)) {
      throw noAcademy();
    }
    return academy;
  }

  async put(uuid: string, academy: NewAcademy, writer: Writer): Promise<SavedAcademy> {
    const name = uuid.toLowerCase();
    const outcome = await putAcademy(this.#deps, name, academy, writer);
    const saved = await this.read(name, 'every');
    const titles = saved.tags.map(({ title }) => title);
    return {
      outcome,
      academy: saved,
      contentOfTags: await readContentOfTags(this.#deps.database, undefined, titles),
    };
  }

  associateCatalog(uuid: string, catalogUuid: string, writer: Writer): Promise<'associated' | 'unchanged'> {
    return associateCatalog(this.#deps, uuid.toLowerCase(), catalogUuid.toLowerCase(), writer);
  }

  delete(uuid: string, writer: Writer): Promise<void> {
    return deleteAcademy(this.#deps, uuid.toLowerCase(), writer);
  }

  async #seenBy(rows: readonly AcademyRow[], customers: Customers): Promise<Academy[]> {
    const ids = rows.map(({ id }) => id);
    const [catalogs, tags] = await Promise.all([
      readAcademyCatalogs(this.#deps.database, ids, customers),
      readAcademyTags(this.#deps.database, ids),
    ]);
    return rows.map((row) => ({
      ...toAcademy(row),
      catalogs: catalogs
        .filter(({ academy_id: id }) => id === row.id)
        .map(({ uuid, enterprise_uuid: enterpriseUuid }) => ({ uuid, enterpriseUuid })),
      tags: tags
        .filter(({ academy_id: academyId }) => academyId === row.id)
        .map(({ id, title, description }) => ({ id, title, description })),
    }));
  }
}

function toAcademy(row: AcademyRow): Omit<Academy, 'catalogs' | 'tags'> {
  return {
    id: row.id,
    uuid: row.uuid,
    text: { title: row.title, shortDescription: row.short_description, longDescription: row.long_description },
    spanish:
      row.title_es === null
        ? null
        : {
            title: row.title_es,
            shortDescription: row.short_description_es ?? '',
            longDescription: row.long_description_es ?? '',
          },
    image: row.image,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  };
}
