import { countClauses } from './count-clauses.ts';
import { countWords } from './count-words.ts';
import { tiersOf, titleFieldsOf, wordTiersOf, type Tier } from './fields.ts';
import { lastWord } from './last-word.ts';
import type { Locale, Relaxed } from './port.ts';
import type { Synonyms } from './steer/synonyms.ts';
import { withSynonyms, type WithSynonyms } from './synonym-query.ts';
import { beginsWord, best, constant, hasWord, isCorrectable, likeWord } from './word-query.ts';
import { wordsOf } from './words.ts';

/** Past these the last word must be whole: each word is asked for twice, and the engine takes 1,024 clauses in a query. */
const mostWordsWithBeginning: Record<Locale, number> = { en: 16, es: 12 };
/** Past these no word is taken for a misspelt one: it is asked for thrice then, in each of many forms. */
const mostCorrectedWords = 8;

/** What all clauses of the words may come to: the engine takes 1,024, of which scope and filter have theirs. */
const mostClauses = 350;

/** Each is below everything that the one before gives: whole scores are from 1 to some thousand. */
const beneath = { synonyms: 1e-6, begun: 1e-12, begunSynonyms: 1e-18, typos: 1e-24, words: 1e-30 };

/**
 * All words must occur, in whichever fields; what each is worth is the tier of the best field that has it, and a title that says all
 * of them in a row, or nothing else, counts more. What has a synonym in a word's place comes after everything that has the word. The last
 * word counts as the beginning of one too, while nothing follows it; what is found so comes after that. So does what is found by giving
 * something up.
 */
export function textQuery(
  text: string,
  { locale, relaxed, synonyms }: { locale: Locale; relaxed: Relaxed | null; synonyms: Synonyms },
): object {
  const { last, exact, begun, like } = typedQueries(text, locale);
  if (relaxed === 'words') {
    return below(beneath.words, someWords(text, last?.word, locale));
  }
  const said = searchedAs(text, { locale, synonyms });
  const queries = [
    exact,
    ...(said === undefined ? [] : [below(beneath.synonyms, said.whole)]),
    ...(begun === undefined ? [] : [below(beneath.begun, begun)]),
    ...(said?.begun === undefined ? [] : [below(beneath.begunSynonyms, said.begun)]),
    ...(relaxed === 'typos' ? [below(beneath.typos, like())] : []),
  ];
  const [only] = queries;
  return only !== undefined && queries.length === 1 ? only : best(queries);
}

/** What else a text is searched as, in each way of searching for it; undefined where no rule speaks of its words. */
export function searchedAs(
  text: string,
  { locale, synonyms }: { locale: Locale; synonyms: Synonyms },
): WithSynonyms | undefined {
  if (synonyms.spansOf(wordsOf(text)).length === 0) {
    return undefined;
  }
  const { last, exact, begun, like } = typedQueries(text, locale);
  const room = mostClauses - countClauses([exact, begun, canCorrect(text) ? like() : {}]);
  return withSynonyms(text, { locale, synonyms, last, room });
}

/** The words as they were typed, whole, begun, or misspelt. */
function typedQueries(text: string, locale: Locale) {
  const last = countWords(text) > mostWordsWithBeginning[locale] ? undefined : lastWord(text);
  return {
    last,
    exact: { bool: { must: allWords(text, tiersOf(locale)), should: titleBonus(text, locale) } },
    begun: last === undefined ? undefined : begunQuery(text, last, locale),
    like: (): object => ({ bool: { must: likeWords(text, last?.word, locale) } }),
  };
}

/** Whether a word may be taken for a misspelt one. */
export function canCorrect(text: string): boolean {
  const words = wordsOf(text);
  return words.length <= mostCorrectedWords && words.some(isCorrectable);
}

/** Whether there are words that need not occur. */
export function canDropWords(text: string): boolean {
  return wordsOf(text).length > 1;
}

function below(boost: number, query: object): object {
  return { bool: { must: [query], boost } };
}

function allWords(text: string, tiers: readonly Tier[]): object[] {
  const words = wordsOf(text);
  // Signs alone: as the index reads them, which is mostly nothing.
  return words.length === 0 ? [hasWord(text, tiers)] : words.map((word) => hasWord(word, tiers));
}

function titleBonus(text: string, locale: Locale): object[] {
  return [
    constant({ term: { 'title.exact': text.trim() } }, 200),
    ...titleFieldsOf(locale).map((field) => constant({ match_phrase: { [field]: { query: text, slop: 2 } } }, 40)),
  ];
}

function begunQuery(text: string, last: { before: string; word: string }, locale: Locale): object {
  const begun = beginsWord(last.word, tiersOf(locale), titleFieldsOf(locale));
  if (countWords(last.before) === 0) {
    return begun;
  }
  const phrase = { query: text, slop: 2, max_expansions: 500 };
  return {
    bool: {
      must: [...allWords(last.before, tiersOf(locale)), begun],
      should: titleFieldsOf(locale).map((field) => constant({ match_phrase_prefix: { [field]: phrase } }, 40)),
    },
  };
}

/** Every word, or one like it; a word as it was typed counts ten times as much. */
function likeWords(text: string, lastOne: string | undefined, locale: Locale): object[] {
  const words = wordsOf(text);
  return words.map((word, index) => {
    const isLast = lastOne !== undefined && index === words.length - 1;
    const like = likeWord(word, wordTiersOf(locale));
    return best([
      hasWord(word, tiersOf(locale), 10),
      ...(isLast ? [beginsWord(word, tiersOf(locale), titleFieldsOf(locale), 9)] : []),
      ...(like === undefined ? [] : [like]),
    ]);
  });
}

/** Half of the words, or words like them where they are few. */
function someWords(text: string, lastOne: string | undefined, locale: Locale): object {
  const words = wordsOf(text);
  const should =
    words.length <= mostCorrectedWords
      ? likeWords(text, lastOne, locale)
      : words.map((word) => hasWord(word, tiersOf(locale)));
  return { bool: { should, minimum_should_match: '50%' } };
}
