import type { RequestTemplate } from '../../kernel/request-template.ts';
import { hiddenItems, hiddenTypes, withinClauses, type SearchPlan } from '../build-search.ts';
import { unsteered } from '../steer/steered.ts';
import type { Meaning, Place } from './meaning.ts';
import { vectorField } from './place-documents.ts';

/** How many items are found by what they mean, at most. */
export const nearest = 20;

/**
 * The request body that finds what lies nearest to a place, of what this search may show. The filter is inside, so the nearest are looked
 * for among what may be seen, and nothing else is touched. What narrows the results is not: it narrows what was found. Pure.
 */
export function nearQuery(
  template: RequestTemplate,
  { request, scope, steered = unsteered }: SearchPlan,
  { place, meaning }: { place: Place; meaning: Pick<Meaning, 'dimension' | 'least'> },
): object {
  return template({
    size: nearest,
    // As the engine scores a cosine.
    least: (1 + meaning.least) / 2,
    near: {
      [`meaning.${vectorField(meaning)}`]: {
        vector: place.vector,
        k: nearest,
        filter: {
          bool: {
            filter: [
              { term: { tombstone: false } },
              { exists: { field: 'learning_type' } },
              { term: { 'meaning.model': place.model } },
              ...withinClauses(request, scope),
            ],
            must_not: [...hiddenTypes(request), ...hiddenItems(steered.hidden)],
          },
        },
      },
    },
  });
}
