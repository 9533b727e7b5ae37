import type { Database } from '../../kernel/database.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { ContentItem } from '../port.ts';
import { published } from './kept-form.ts';
import {
  findContentById,
  findContentRow,
  placeOnly,
  wholeItem,
  type FoundRow,
  type PlaceRow,
  type Read,
  type VersionRow,
} from './find-content.mysql.ts';

const idForm = /^[1-9]\d{0,9}$/;

/** See `Replication.find` in port.ts. */
export async function findContent(
  database: Database,
  keyOrUuid: string,
  options: { coerceToCourse: boolean; removed?: true },
): Promise<ContentItem | undefined> {
  const row = await findRow(database, wholeItem, keyOrUuid, options);
  return row && toContentItem(row);
}

/** See `Replication.locate` in port.ts. */
export async function locateContent(
  database: Database,
  keyOrUuid: string,
  options: { coerceToCourse: boolean },
): Promise<{ contentId: number; version: string } | undefined> {
  const row = await findRow(database, placeOnly, keyOrUuid, options);
  return row && { contentId: row.id, version: versionOf(row) };
}

async function findRow<Row extends PlaceRow>(
  database: Database,
  read: Read<Row>,
  keyOrUuid: string,
  options: { coerceToCourse: boolean; removed?: true },
): Promise<Row | undefined> {
  const uuid = isUuid(keyOrUuid) ? keyOrUuid.toLowerCase() : null;
  const among = options.removed === true ? 'all' : 'present';
  const row =
    (await findContentRow(database, read, { key: keyOrUuid, uuid, among })) ??
    (uuid !== null
      ? await findContentRow(database, read, { key: uuid, uuid, among })
      : idForm.test(keyOrUuid)
        ? await findContentById(database, read, { id: Number(keyOrUuid), among })
        : undefined);
  return row !== undefined && options.coerceToCourse && row.type === 'courserun' && row.parent_key !== null
    ? findRow(database, read, row.parent_key, { ...options, coerceToCourse: false })
    : row;
}

/** Its two forms are parsed when they are first asked for: half of the items of a list need one of them only. */
export function toContentItem(row: FoundRow): ContentItem {
  let raw: Record<string, unknown> | undefined;
  let normalized: Record<string, unknown> | undefined;
  return {
    contentId: row.id,
    contentKey: row.content_key,
    contentType: row.type,
    parentKey: row.parent_key,
    get raw() {
      raw ??= JSON.parse(row.raw) as Record<string, unknown>;
      return raw;
    },
    get normalized() {
      normalized ??= published(JSON.parse(row.normalized) as Record<string, unknown>);
      return normalized;
    },
    modifiedAt: row.modified_at,
    version: versionOf(row),
  };
}

export function versionOf({ raw_hash, document_hash, modified_at }: VersionRow): string {
  return `${raw_hash.toString('latin1')}${document_hash.toString('latin1')}${String(modified_at.getTime())}`;
}
