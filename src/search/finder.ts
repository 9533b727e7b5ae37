import type { ContentIndex } from '../content-index/port.ts';
import { UnavailableError } from '../kernel/errors.ts';
import type { RequestTemplate } from '../kernel/request-template.ts';
import { buildSearch, isBlank, type SearchPlan } from './build-search.ts';
import type { Relaxed } from './port.ts';
import type { SearchAnswer } from './present-result.ts';
import { canCorrect, canDropWords } from './text-query.ts';

/** Words that find fewer than this may be misspelt. */
const few = 5;

interface Found {
  answer: SearchAnswer;
  relaxed: Relaxed | null;
}

/**
 * Asks the engine, and again in a wider way for those whose words find little: first for words like them, then for some of them. How
 * much the words find is counted before any narrowing, so every page and every facet of one search is of the same way.
 */
export class Finder {
  readonly #contentIndex: Pick<ContentIndex, 'searchAll'>;
  readonly #template: RequestTemplate;

  constructor(deps: { contentIndex: Pick<ContentIndex, 'searchAll'>; template: RequestTemplate }) {
    this.#contentIndex = deps.contentIndex;
    this.#template = deps.template;
  }

  /** @throws UnavailableError */
  async find(plans: readonly SearchPlan[]): Promise<ReadonlyMap<SearchPlan, Found>> {
    const found = new Map<SearchPlan, Found>();
    await this.#ask(plans, null, found);
    const matched = (plan: SearchPlan): number => matchedBy(found.get(plan)?.answer);
    const worded = plans.filter(({ request }) => request.strict !== true && !isBlank(request.text));
    await this.#ask(
      worded.filter((plan) => matched(plan) < few && canCorrect(plan.request.text)),
      'typos',
      found,
    );
    await this.#ask(
      worded.filter((plan) => matched(plan) === 0 && canDropWords(plan.request.text)),
      'words',
      found,
    );
    return found;
  }

  /** Keeps what finds more than was found before. */
  async #ask(plans: readonly SearchPlan[], relaxed: Relaxed | null, found: Map<SearchPlan, Found>): Promise<void> {
    const answers = await this.#contentIndex.searchAll<SearchAnswer>(
      plans.map((plan) => buildSearch(this.#template, { ...plan, relaxed })),
    );
    for (const [index, plan] of plans.entries()) {
      const answer = answers[index];
      if (answer === undefined || answer.timed_out) {
        throw new UnavailableError('opensearch', 'the search took too long');
      }
      const before = found.get(plan);
      if (before === undefined || matchedBy(answer) > matchedBy(before.answer)) {
        found.set(plan, { answer, relaxed });
      }
    }
  }
}

/** How many the words find, whatever else is asked. */
function matchedBy(answer: SearchAnswer | undefined): number {
  return answer?.aggregations?.['matched']?.doc_count ?? 0;
}
