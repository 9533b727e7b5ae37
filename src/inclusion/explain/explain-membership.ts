import type { Database } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import { parseJson } from '../../kernel/json.ts';
import { filterHolds, isForced, type StoredProjection } from '../filter/evaluate-filter.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import type { Explanation } from '../port.ts';
import { explainEntries } from './explain-entries.ts';
import { readExplained, readRelatedMembers } from './explain-rows.mysql.ts';

/**
 * See `Inclusion.explain` in port.ts. What is a member is read from the committed memberships; what the filter says is worked out anew from
 * the stored filter and the stored form of the item, so that the two can be told apart.
 */
export async function explainMembership(
  database: Database,
  catalogUuid: string,
  contentId: number,
): Promise<Explanation> {
  const row = await readExplained(database, catalogUuid, contentId);
  if (row === undefined) {
    throw new NotFoundError('there is no catalog with this uuid');
  }
  const related = await readRelatedMembers(database, row.query_id, contentId);
  const node = parseJson(row.content_filter);
  const parsed = parseFilter(node, { pointer: '/content_filter' });
  // A removed item matches nothing, whatever it was.
  const projection = row.deleted === 1 ? {} : (JSON.parse(row.projection) as StoredProjection);
  const keysOf = (relation: 'run' | 'course'): string[] =>
    related.filter((one) => one.relation === relation).map(({ content_key }) => content_key);
  const through = { itself: row.since !== null, runs: keysOf('run'), course: keysOf('course')[0] ?? null };
  return {
    enterpriseUuid: row.enterprise_uuid,
    queryUuid: row.query_uuid,
    contained: through.itself || related.length > 0,
    through,
    since: row.since,
    filter: {
      holds: filterHolds(parsed, projection),
      forced: isForced(parsed.control, projection),
      hidden: projection['present'] === undefined,
      entries: explainEntries(node, projection),
    },
    pending: [
      ...(row.item_pending === 1 ? (['item'] as const) : []),
      ...(row.query_pending === 1 ? (['filter'] as const) : []),
    ],
  };
}
