import type { ContentIndex } from '../../content-index/port.ts';

/** What is asked of the index when somebody waits for an answer about items. */
export type AskedIndex = Pick<ContentIndex, 'fresh' | 'count' | 'termsOf'>;

/**
 * The index, whose `fresh` is with the documents of all items that were answered as stored: those follow their answers.
 * @param itemsWritten see `ItemDecisions.written`
 */
export function withItemsWritten(index: AskedIndex, itemsWritten: () => Promise<void>): AskedIndex {
  return {
    fresh: async () => {
      await itemsWritten();
      return index.fresh();
    },
    count: (queries) => index.count(queries),
    termsOf: (texts) => index.termsOf(texts),
  };
}
