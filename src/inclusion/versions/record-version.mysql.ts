import { isDeepStrictEqual } from 'node:util';
import type { Tx } from '../../kernel/database.ts';
import type { Cause } from '../history/record-changes.mysql.ts';

/**
 * Keeps the filter that a query has from this revision on, and says why the revision came: `forced` where nothing but the forced
 * keys differs from the version before. The caller holds the query's lock.
 * @param options.author null for an import @param options.isAskedFor of an import: what it removes is meant
 */
export async function recordVersion(
  tx: Tx,
  queryId: number,
  { author, isAskedFor = false }: { author: string | null; isAskedFor?: boolean | undefined },
): Promise<void> {
  await tx.later(
    `INSERT IGNORE INTO catalog_query_version (query_id, revision, content_filter, content_filter_hash, title, author, at)
     SELECT id, revision, content_filter, content_filter_hash, title, ?, UTC_TIMESTAMP(3) FROM catalog_query WHERE id = ?`,
    [author ?? 'import', queryId],
  );
  const [now, before] = await tx.rows<{ content_filter: string }>(
    'SELECT content_filter FROM catalog_query_version WHERE query_id = ? ORDER BY revision DESC LIMIT 2',
    [queryId],
  );
  const cause: Cause =
    now !== undefined && before !== undefined && differInForcedKeys(now.content_filter, before.content_filter)
      ? 'forced'
      : author === null && !isAskedFor
        ? 'import'
        : 'filter';
  await tx.later('UPDATE catalog_query SET change_cause = ? WHERE id = ?', [cause, queryId]);
}

const forcedKeys = 'enterprise_force_include_aggregation_keys';

function differInForcedKeys(one: string, other: string): boolean {
  const [{ [forcedKeys]: forced, ...rest }, { [forcedKeys]: otherForced, ...otherRest }] = [one, other].map(
    (text) => JSON.parse(text) as Record<string, unknown>,
  ) as [Record<string, unknown>, Record<string, unknown>];
  return isDeepStrictEqual(rest, otherRest) && !isDeepStrictEqual(forced, otherForced);
}
