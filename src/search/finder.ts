import type { ContentIndex } from '../content-index/port.ts';
import { UnavailableError } from '../kernel/errors.ts';
import type { RequestTemplate } from '../kernel/request-template.ts';
import { buildFold, unfold } from './build-fold.ts';
import { isBlank, type SearchPlan } from './build-search.ts';
import { foldPlans, type Fold } from './fold-plans.ts';
import type { ByMeaning, Locale, Relaxed, SearchRequest } from './port.ts';
import type { SearchAnswer } from './present-result.ts';
import { canCorrect, canDropWords } from './text-query.ts';

/** Words that find fewer than this may be misspelt. */
const few = 5;

interface Found {
  answer: SearchAnswer;
  relaxed: Relaxed | null;
  isSpelled: boolean;
  meaning?: ByMeaning;
}

/** Asks once more with what comes first by words and by meaning; `meaning/by-meaning.opensearch.ts`. */
export interface MeaningFinder {
  find<Answer>(
    plan: SearchPlan,
    ask: (meant: readonly string[]) => Promise<Answer>,
  ): Promise<Answer | 'nothing' | 'unavailable'>;
}

/**
 * Asks the engine, and again in a wider way for those whose words find little: first for words like them, then for some of them, then for
 * what means the same. How much the words find is counted before any narrowing, so every page and every facet of one search is of the same way, and so are all
 * searches that are folded into one.
 */
export class Finder {
  readonly #contentIndex: Pick<ContentIndex, 'searchAll'>;
  readonly #template: RequestTemplate;
  readonly #byMeaning: MeaningFinder | undefined;

  constructor(deps: {
    contentIndex: Pick<ContentIndex, 'searchAll'>;
    template: RequestTemplate;
    byMeaning: MeaningFinder | undefined;
  }) {
    this.#contentIndex = deps.contentIndex;
    this.#template = deps.template;
    this.#byMeaning = deps.byMeaning;
  }

  /** @throws UnavailableError */
  async find(plans: readonly SearchPlan[]): Promise<ReadonlyMap<SearchPlan, Found>> {
    const folds = foldPlans(plans);
    const found = new Map<Fold, Found>();
    await this.#ask(folds, null, found);
    const open = folds.filter((fold) => isWorded(fold.first.request) && isLittle(found.get(fold)));
    await this.#ask(
      open.filter((fold) => !isBeginning(fold, found.get(fold)) && mayCorrect(fold.first.request)),
      'typos',
      found,
    );
    await this.#ask(
      open.filter((fold) => found.get(fold)?.relaxed === null && mayDropWords(fold.first.request)),
      'words',
      found,
    );
    await this.#askByMeaning(
      open.filter((fold) => !isBeginning(fold, found.get(fold)) && fold.first.request.allWords !== true),
      found,
    );
    return new Map(
      [...found].flatMap(([fold, { answer, ...how }]) =>
        [...fold.places.keys()].map((plan) => [plan, { ...how, answer: unfold(fold, plan, answer) }] as const),
      ),
    );
  }

  /** Words that were taken for misspelt ones, and so found something, are names rather than wishes. */
  async #askByMeaning(folds: readonly Fold[], found: Map<Fold, Found>): Promise<void> {
    const byMeaning = this.#byMeaning;
    if (byMeaning === undefined) {
      return;
    }
    await Promise.all(
      folds.map(async (fold) => {
        const before = found.get(fold);
        if (before === undefined || before.relaxed === 'typos') {
          return;
        }
        const { relaxed, isSpelled } = before;
        const answer = await byMeaning.find({ ...fold.first, relaxed, isSpelled }, async (meant) => {
          const [one] = await this.#contentIndex.searchAll<SearchAnswer>([
            buildFold(this.#template, fold, { relaxed, isSpelled, meant }),
          ]);
          return inTime(one);
        });
        if (answer === 'unavailable') {
          found.set(fold, { ...before, meaning: 'unavailable' });
        } else if (answer !== 'nothing') {
          found.set(fold, { ...before, answer, meaning: 'used' });
        }
      }),
    );
  }

  /** Keeps what finds more than was found before. */
  async #ask(folds: readonly Fold[], relaxed: Relaxed | null, found: Map<Fold, Found>): Promise<void> {
    const ways = folds.map((fold) => ({ relaxed, isSpelled: matchedBy(found.get(fold)?.answer) > 0 }));
    const answers = await this.#contentIndex.searchAll<SearchAnswer>(
      folds.map((fold, index) => buildFold(this.#template, fold, ways[index] ?? { relaxed })),
    );
    for (const [index, fold] of folds.entries()) {
      const answer = inTime(answers[index]);
      const before = found.get(fold);
      if (before === undefined || matchedBy(answer) > matchedBy(before.answer)) {
        found.set(fold, { answer, relaxed, isSpelled: ways[index]?.isSpelled ?? false });
      }
    }
  }
}

function inTime(answer: SearchAnswer | undefined): SearchAnswer {
  if (answer === undefined || answer.timed_out) {
    throw new UnavailableError('opensearch', 'the search took too long');
  }
  return answer;
}

/** Whether the words find so little that they may be wrong: few items, none of which is called so. */
function isLittle(found: Found | undefined): boolean {
  return matchedBy(found?.answer) < few && countOf(found?.answer, 'called') === 0;
}

/** Whether two words or more are the beginning of a title: then nothing in them is misspelt. */
function isBeginning({ first: { request } }: Fold, found: Found | undefined): boolean {
  return canDropWords(request.text, localeOf(request)) && countOf(found?.answer, 'begun') > 0;
}

function isWorded({ strict, text }: SearchRequest): boolean {
  return strict !== true && !isBlank(text);
}

function mayCorrect(request: SearchRequest): boolean {
  return canCorrect(request.text, localeOf(request));
}

function mayDropWords(request: SearchRequest): boolean {
  return request.allWords !== true && canDropWords(request.text, localeOf(request));
}

function localeOf({ locale }: Pick<SearchRequest, 'locale'>): Locale {
  return locale ?? 'en';
}

/** How many the words find, whatever else is asked. */
function matchedBy(answer: SearchAnswer | undefined): number {
  return countOf(answer, 'matched');
}

function countOf(answer: SearchAnswer | undefined, name: 'matched' | 'called' | 'begun'): number {
  return answer?.aggregations?.[name]?.doc_count ?? 0;
}
