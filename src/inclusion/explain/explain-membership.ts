import type { ContentIndex } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import { parseJson } from '../../kernel/json.ts';
import type { RequestTemplate } from '../../kernel/request-template.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import type { Replication, SeenItem } from '../../replication/port.ts';
import type { Explanation } from '../port.ts';
import { storedSights } from '../queries/sights.ts';
import { askForm, askItem } from './ask-item.ts';
import { entryQuestions, forcedQuery, presentEntries } from './explain-entries.ts';
import { readExplained, readMemberParts, readRelatedMembers, type ExplainedRow } from './explain-rows.mysql.ts';

export interface ExplainDeps {
  database: Database;
  contentIndex: Pick<ContentIndex, 'fresh' | 'termsOf'>;
  replication: Pick<Replication, 'seenItems'>;
  /** `queries/explain.json` */
  explainRequest: RequestTemplate;
}

/**
 * See `Inclusion.explain` in port.ts. What is a member is read from the committed memberships; what the filter says is asked of the engine
 * anew, about the item as it is indexed now, so that the two can be told apart. An item with restricted runs that the query allows is judged
 * by its row, as in a decision.
 */
export async function explainMembership(
  deps: ExplainDeps,
  catalogUuid: string,
  contentId: number,
): Promise<Explanation> {
  const { database, contentIndex, explainRequest } = deps;
  const row = await readExplained(database, catalogUuid, contentId);
  if (row === undefined) {
    throw new NotFoundError('there is no catalog with this uuid');
  }
  const related = await readRelatedMembers(database, row.query_id, contentId);
  const node = parseJson(row.content_filter);
  const { control } = parseFilter(node, { pointer: '/content_filter' });
  const entries = entryQuestions(node, row.as_of?.getTime() ?? 0);
  const questions = new Map([
    ...entries.map(({ query }, place): [string, object] => [String(place), query]),
    ['filter', JSON.parse(row.compiled) as object],
    ['forced', forcedQuery(control.forcedAggregationKeys)],
  ]);
  const seen = await readSeen(deps, row);
  const answers =
    seen === undefined
      ? await askItem({ contentIndex, request: explainRequest }, contentId, questions)
      : await askForm(contentIndex, seen.projection, questions);
  const keysOf = (relation: 'run' | 'course'): string[] =>
    related.filter((one) => one.relation === relation).map(({ content_key }) => content_key);
  const through = { itself: row.since !== null, runs: keysOf('run'), course: keysOf('course')[0] ?? null };
  return {
    enterpriseUuid: row.enterprise_uuid,
    queryUuid: row.query_uuid,
    contained: through.itself || related.length > 0,
    through,
    since: row.since,
    inherited:
      row.inherited_since === null
        ? null
        : { since: row.inherited_since, from: await readMemberParts(database, row.query_id, contentId) },
    held: row.held === 1,
    filter: {
      holds: answers.met.has('filter'),
      forced: answers.met.has('forced'),
      hidden: answers.projection['present'] === undefined,
      entries: presentEntries(entries, answers, seen?.allowed ?? []),
    },
    pending: [
      ...(row.item_pending === 1 ? (['item'] as const) : []),
      ...(row.query_pending === 1 ? (['filter'] as const) : []),
    ],
  };
}

/** The item as the query sees it; undefined where it sees it like everybody. */
async function readSeen(
  { replication }: ExplainDeps,
  { content_key, restricted_runs }: ExplainedRow,
): Promise<SeenItem | undefined> {
  const sight = storedSights(restricted_runs).find(({ contentKey }) => contentKey === content_key);
  return sight === undefined ? undefined : (await replication.seenItems([sight]))[0];
}
