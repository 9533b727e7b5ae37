import type { AuditEntry } from '../../kernel/audit.ts';
import type { Tx } from '../../kernel/database.ts';
import type { NewTag } from '../port.ts';
import { auditEntries, tagHash } from './audit-academy.ts';
import {
  deleteTag,
  describeTag,
  findUnusedTags,
  insertTag,
  lockTags,
  writeAcademyTags,
  writeTagContent,
  type TagRow,
} from './tag-rows.mysql.ts';

/**
 * Gives an academy these tags and no others, and writes what is said of each. Tags that no academy has any more are removed.
 * All of them, those it had too, are locked before, by title: whoever gives one to another academy meanwhile waits, or is waited for.
 * @param had titles of the tags that it has
 * @returns what is to be in the audit log of the tags themselves
 */
export async function writeTags(
  tx: Tx,
  academyId: number,
  { had, tags }: { had: readonly string[]; tags: readonly NewTag[] },
): Promise<AuditEntry[]> {
  const known = await lockTags(tx, [...new Set([...had, ...tags.map(({ title }) => title)])].sort());
  const entries: AuditEntry[] = [];
  const ids: number[] = [];
  for (const tag of tags.toSorted((one, other) => (one.title < other.title ? -1 : 1))) {
    const before = known.find(({ title }) => title === tag.title);
    const { id, hashes } = await writeTag(tx, before, tag);
    ids.push(id);
    entries.push(...auditEntries('tag', tag.title, hashes));
  }
  await writeAcademyTags(tx, academyId, ids);
  const left = known.filter(({ title }) => had.includes(title) && !tags.some((tag) => tag.title === title));
  return [...entries, ...(await removeUnused(tx, left))];
}

async function writeTag(
  tx: Tx,
  known: TagRow | undefined,
  { title, description, contentKeys }: NewTag,
): Promise<{ id: number; hashes: { before: string | null; after: string } }> {
  const before = known === undefined ? null : await tagHash(tx, known);
  const id = known?.id ?? (await insertTag(tx, title, description ?? ''));
  if (known !== undefined && description !== undefined) {
    await describeTag(tx, id, description);
  }
  if (contentKeys !== undefined) {
    await writeTagContent(tx, id, [...new Set(contentKeys)]);
  }
  const after = await tagHash(tx, { id, title, description: description ?? known?.description ?? '' });
  return { id, hashes: { before, after } };
}

async function removeUnused(tx: Tx, tags: readonly TagRow[]): Promise<AuditEntry[]> {
  const unused = await findUnusedTags(
    tx,
    tags.map(({ id }) => id),
  );
  const entries: AuditEntry[] = [];
  for (const tag of unused) {
    entries.push(...auditEntries('tag', tag.title, { before: await tagHash(tx, tag), after: null }));
    await deleteTag(tx, tag.id);
  }
  return entries;
}
