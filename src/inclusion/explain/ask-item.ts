import type { ContentIndex } from '../../content-index/port.ts';
import type { RequestTemplate } from '../../kernel/request-template.ts';
import type { Projection } from '../../replication/port.ts';
import { testForms } from '../seen/test-forms.ts';

/** An item's projection as the query sees it: lists of values by field. Hidden items have none but perhaps `force_key`. */
export type IndexedProjection = Readonly<Record<string, readonly (string | number | boolean)[] | undefined>>;

/** What the engine says of one item. */
export interface ItemAnswers {
  projection: IndexedProjection;
  /** The names of the questions that it meets. */
  met: ReadonlySet<string>;
}

interface Answer {
  hits: { hits: { _source: { filter?: IndexedProjection }; matched_queries?: string[] }[] };
}

/**
 * Asks an item several questions at once, each a compiled filter with a name, after every acknowledged write is visible. It is the engine
 * that answers, as it does when a membership is decided: nothing here can say something else.
 */
export async function askItem(
  { contentIndex, request }: { contentIndex: Pick<ContentIndex, 'fresh'>; request: RequestTemplate },
  contentId: number,
  questions: ReadonlyMap<string, object>,
): Promise<ItemAnswers> {
  const content = await contentIndex.fresh();
  const answer = await content.search<Answer>(
    request({
      contentId,
      questions: Array.from(questions, ([name, query]) => ({ bool: { _name: name, filter: [query] } })),
    }),
  );
  const [hit] = answer.hits.hits;
  return { projection: hit?._source.filter ?? {}, met: new Set(hit?.matched_queries) };
}

/** The same of an item that a query sees otherwise than the index has it, by the form that it sees. */
export async function askForm(
  contentIndex: Pick<ContentIndex, 'termsOf'>,
  projection: Projection,
  questions: ReadonlyMap<string, object>,
): Promise<ItemAnswers> {
  const [verdicts = []] = await testForms(contentIndex, [projection], [...questions.values()]);
  return { projection, met: new Set([...questions.keys()].filter((_, place) => verdicts[place] === true)) };
}
