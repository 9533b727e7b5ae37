import { auditHash, type AuditEntry } from '../../kernel/audit.ts';
import type { Queryable } from '../../kernel/database.ts';
import { readAcademyCatalogs, type AcademyRow } from './academy-rows.mysql.ts';
import { readAcademyTags, readTagContent, type TagRow } from './tag-rows.mysql.ts';

/** The hash of an academy as it is stored, for the audit log: its texts, its catalogs, and which tags it has. */
export async function academyHash(on: Queryable, row: AcademyRow): Promise<string> {
  const [catalogs, tags] = await Promise.all([
    readAcademyCatalogs(on, [row.id], 'every'),
    readAcademyTags(on, [row.id]),
  ]);
  return auditHash({
    uuid: row.uuid,
    title: row.title,
    short_description: row.short_description,
    long_description: row.long_description,
    title_es: row.title_es,
    short_description_es: row.short_description_es,
    long_description_es: row.long_description_es,
    image: row.image,
    enterprise_catalogs: catalogs.map(({ uuid }) => uuid).sort(),
    tags: tags.map(({ title }) => title).sort(),
  });
}

/** The hash of a tag as it is stored. Tags have lines of their own in the log, since several academies may have one. */
export async function tagHash(on: Queryable, { id, title, description }: TagRow): Promise<string> {
  return auditHash({ title, description, content_keys: (await readTagContent(on, id)).sort() });
}

/** A line for what was done, unless nothing was. @param of.customer whose catalog it was about; null where it is no single one's */
export function auditEntries(
  kind: 'academy' | 'tag',
  subject: string,
  { before, after, customer = null }: { before: string | null; after: string | null; customer?: string | null },
): AuditEntry[] {
  const verb = before === null ? 'create' : after === null ? 'delete' : 'update';
  return before === after ? [] : [{ action: `${kind}.${verb}`, subject, customer, before, after }];
}
