import type { Database } from '../../kernel/database.ts';
import { readFeedToken, writeFeedToken } from '../../kernel/feed.ts';
import type { ContentChanges } from './models.ts';
import { contentFeed, readChangeRows, readDatabaseLineage } from './read-changes.mysql.ts';

/** What the feed is called in its tokens. */
const feed = 'content';

/** See `Replication.contentChanges` in port.ts. */
export async function readContentFeed(
  database: Database,
  options: { since: string | undefined; limit: number },
): Promise<ContentChanges> {
  const lineage = await readDatabaseLineage(database);
  // What was committed before this question is in the answer, unless another process is numbering it just now.
  await contentFeed.number(database);
  const ends = await contentFeed.readEnds(database);
  const tokenAt = (position: number): string => writeFeedToken({ lineage, feed, position });
  if (options.since === 'now') {
    return { changes: [], next: tokenAt(ends.last), more: false };
  }
  const { since } = options;
  const placeOf = (token: string, dropped: number): number =>
    readFeedToken(token, { lineage, feed, ends: { ...ends, dropped }, anew: 'the content' });
  const after = since === undefined ? ends.dropped : placeOf(since, ends.dropped);
  const rows = await readChangeRows(database, { after, limit: options.limit });
  if (since !== undefined) {
    // What was dropped while they were read is missing among them.
    placeOf(since, (await contentFeed.readEnds(database)).dropped);
  }
  return {
    changes: rows.map((row) => ({
      token: tokenAt(row.position),
      contentId: row.content_id,
      contentKey: row.content_key,
      uuid: row.uuid,
      contentType: row.type,
      kind: row.kind,
      at: row.at,
    })),
    next: tokenAt(rows.at(-1)?.position ?? ends.last),
    more: rows.length === options.limit,
  };
}
