import type { Tx } from '../../kernel/database.ts';
import type { ContentSource } from '../quarantine/models.ts';
import type { HeardOutcome } from './models.ts';

/**
 * Notes that these items came: all of one call in one statement, whether they changed or not, so that a poll of everything costs some
 * hundred narrow writes and no write of content. In the order of the ids, so that two writers wait for each other and no more.
 */
export async function recordHeard(
  tx: Tx,
  heard: ReadonlyMap<number, HeardOutcome>,
  { source, via }: { source: ContentSource; via: string | null },
): Promise<void> {
  if (heard.size === 0) {
    return;
  }
  const rows = [...heard].sort(([one], [other]) => one - other);
  await tx.later(
    `REPLACE INTO content_heard (content_id, source, at, via, outcome)
     VALUES ${rows.map(() => '(?, ?, UTC_TIMESTAMP(3), ?, ?)').join(', ')}`,
    rows.flatMap(([id, outcome]) => [id, source, via, outcome]),
  );
}
