import { BadRequestError } from '../kernel/errors.ts';
import { countWords } from './count-words.ts';
import { countFilterClauses, mostFilterClauses } from './filter.ts';
import type { SearchRequest } from './port.ts';

/** The engine's `max_result_window`. */
const window = 10_000;
/** Each word is looked for in every field, and the engine takes 1,024 clauses in a query. */
export const mostWords = 32;

/** @throws BadRequestError for a request that is more than the engine takes */
export function assertTakes({ page, pageSize, cursor, text, filter }: SearchRequest): void {
  if (cursor === undefined && page * pageSize > window) {
    throw new BadRequestError(
      `results past the ${String(window)}th cannot be paged to: narrow the search, or follow its cursor`,
    );
  }
  if (countWords(text) > mostWords) {
    throw new BadRequestError(`a search takes at most ${String(mostWords)} words`);
  }
  if (filter !== undefined && countFilterClauses(filter) > mostFilterClauses) {
    throw new BadRequestError(`a filter takes at most ${String(mostFilterClauses)} clauses`);
  }
}
