import type { Queryable } from '../../kernel/database.ts';
import type { FeedEnds } from '../../kernel/feed.ts';
import type { ContentChangeKind } from './models.ts';

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

export async function readFeedEnds(on: Queryable): Promise<FeedEnds> {
  const rows = await on.rows<{ name: string; value: number }>(
    `SELECT name, value FROM turn WHERE name IN ('content-feed', 'content-feed-dropped')`,
  );
  const valueOf = (name: string): number => rows.find((row) => row.name === name)?.value ?? 0;
  return { last: valueOf('content-feed'), dropped: valueOf('content-feed-dropped') };
}

/** Names this database in tokens. */
export async function readLineage(on: Queryable): Promise<string> {
  const [row] = await on.rows<{ uuid: string }>('SELECT uuid FROM lineage WHERE id = 1');
  if (row === undefined) {
    throw new Error('the database has no lineage: it was never migrated');
  }
  return row.uuid;
}
