import type { Database } from '../../kernel/database.ts';

const itemsOfOneRound = 1_000;

/**
 * What programs wrote that do not know the feed, told late: while processes are replaced one by one some of them run on. Where there is
 * none it is one look at an index. Rows that somebody holds are left to the next time.
 *
 * Such a program moves `modified_at` with each document, so where that has not moved none came. By which way one came it does not say, nor
 * which members changed: it has written over the document that was there before. Several of its writes are told as one.
 */
export async function tellUntold(database: Database): Promise<void> {
  for (let told = itemsOfOneRound; told === itemsOfOneRound;) {
    told = await database.transaction(async (tx) => {
      const rows = await tx.rows<{ id: number }>(
        'SELECT id FROM content FORCE INDEX (content_untold) WHERE untold = 1 ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED',
        [itemsOfOneRound],
      );
      if (rows.length > 0) {
        const ids = rows.map(({ id }) => id);
        await tx.run(
          `INSERT INTO content_change (content_id, kind, source, revision, fields, at)
           SELECT id, CASE WHEN modified_at <= told_at THEN 'status' WHEN deleted_at IS NULL THEN 'stored' ELSE 'removed' END,
             IF(modified_at <= told_at AND change_cause = 'clock', 'clock', NULL), revision, NULL, UTC_TIMESTAMP(3)
           FROM content WHERE id IN (?) ORDER BY id`,
          [ids],
        );
        await tx.run(
          // In this order: what is assigned counts in the expressions after it.
          `UPDATE content SET source = IF(modified_at <= told_at, source, NULL),
             told_at = GREATEST(modified_at, revised_at, UTC_TIMESTAMP(3)) WHERE id IN (?)`,
          [ids],
        );
      }
      return rows.length;
    });
  }
}
