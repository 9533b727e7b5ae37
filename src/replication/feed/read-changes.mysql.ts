import type { Queryable } from '../../kernel/database.ts';
import { NumberedFeed } from '../../platform/mysql/numbered-feed.ts';
import type { ContentChangeKind } from './models.ts';

export { readDatabaseLineage } from '../../platform/mysql/lineage.ts';

/** The changes of one item are numbered in their order: its writers wait for each other's lock. */
export const contentFeed = new NumberedFeed({ turn: 'content-feed', changes: 'content_change' });

export interface ChangeRow {
  position: number;
  content_id: number;
  content_key: string;
  uuid: string | null;
  type: string;
  kind: ContentChangeKind;
  at: Date;
}

/** Changes after a place, in order. Rows of items stay for ever, those of removed ones too. */
export function readChangeRows(
  on: Queryable,
  { after, limit }: { after: number; limit: number },
): Promise<ChangeRow[]> {
  return on.rows<ChangeRow>(
    `SELECT h.position, h.content_id, c.content_key, c.uuid, c.type, h.kind, h.at
     FROM content_change h JOIN content c ON c.id = h.content_id WHERE h.position > ? ORDER BY h.position LIMIT ?`,
    [after, limit],
  );
}
