import type { Tx } from '../../kernel/database.ts';
import type { JsonObject } from '../contract/raw-content.ts';
import type { RawItem } from './item-form.ts';
import { readRaws } from './read-bodies.mysql.ts';

/**
 * Which members of their documents change with these, by content key: those that are new, gone or different. The caller holds the rows of
 * the items, and has not written them yet. What is unchanged is never asked about, so it costs nothing on most days.
 */
export async function fieldsChanged(
  tx: Tx,
  changed: readonly { item: RawItem; contentId: number }[],
): Promise<Map<string, string[]>> {
  const raws = await readRaws(
    tx,
    changed.map(({ contentId }) => contentId),
  );
  return new Map(
    changed.map(({ item, contentId }) => [
      item.contentKey,
      differences(JSON.parse(raws.get(contentId) ?? '{}') as JsonObject, item.raw),
    ]),
  );
}

function differences(before: JsonObject, after: JsonObject): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
