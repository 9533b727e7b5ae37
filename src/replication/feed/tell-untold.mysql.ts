import type { Database } from '../../kernel/database.ts';

const itemsOfOneRound = 1_000;

/**
 * What programs wrote that do not know the feed, told late: while processes are replaced one by one some of them run on. Where there is
 * none it is one look at an index. Rows that somebody holds are left to the next time.
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
           SELECT id, IF(deleted_at IS NULL, 'stored', 'removed'), NULL, revision, NULL, UTC_TIMESTAMP(3)
           FROM content WHERE id IN (?) ORDER BY id`,
          [ids],
        );
        await tx.run(
          'UPDATE content SET told_at = GREATEST(modified_at, revised_at, UTC_TIMESTAMP(3)), source = NULL WHERE id IN (?)',
          [ids],
        );
      }
      return rows.length;
    });
  }
}
