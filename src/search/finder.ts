import type { ContentIndex } from '../content-index/port.ts';
import { UnavailableError } from '../kernel/errors.ts';
import type { RequestTemplate } from '../kernel/request-template.ts';
import { buildSearch, isBlank, type SearchPlan } from './build-search.ts';
import type { Locale, Relaxed, SearchRequest } from './port.ts';
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
    const open = plans.filter(
      (plan) => plan.request.strict !== true && !isBlank(plan.request.text) && isLittle(found.get(plan)),
    );
    await this.#ask(
      open.filter(
        (plan) => !isBeginning(plan, found.get(plan)) && canCorrect(plan.request.text, localeOf(plan.request)),
      ),
      'typos',
      found,
    );
    await this.#ask(
      open.filter(
        (plan) => found.get(plan)?.relaxed === null && canDropWords(plan.request.text, localeOf(plan.request)),
      ),
      'words',
      found,
    );
    return found;
  }

  /** Keeps what finds more than was found before. */
  async #ask(plans: readonly SearchPlan[], relaxed: Relaxed | null, found: Map<SearchPlan, Found>): Promise<void> {
    const answers = await this.#contentIndex.searchAll<SearchAnswer>(
      plans.map((plan) =>
        buildSearch(this.#template, { ...plan, relaxed, isSpelled: matchedBy(found.get(plan)?.answer) > 0 }),
      ),
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

function localeOf({ locale }: Pick<SearchRequest, 'locale'>): Locale {
  return locale ?? 'en';
}

/** Whether the words find so little that they may be wrong: few items, none of which is called so. */
function isLittle(found: Found | undefined): boolean {
  return matchedBy(found?.answer) < few && countOf(found?.answer, 'called') === 0;
}

/** Whether two words or more are the beginning of a title: then nothing in them is misspelt. */
function isBeginning({ request }: SearchPlan, found: Found | undefined): boolean {
  return canDropWords(request.text, localeOf(request)) && countOf(found?.answer, 'begun') > 0;
}

/** How many the words find, whatever else is asked. */
function matchedBy(answer: SearchAnswer | undefined): number {
  return countOf(answer, 'matched');
}

function countOf(answer: SearchAnswer | undefined, name: 'matched' | 'called' | 'begun'): number {
  return answer?.aggregations?.[name]?.doc_count ?? 0;
}
