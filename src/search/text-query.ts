import { countClauses, mostClauses } from './count-clauses.ts';
import { countWords } from './count-words.ts';
import { wantedWordsOf } from './empty-words.ts';
import { rowsOf, tiersOf, titleFieldsOf, wholeTiersOf, wordTiersOf, type Tier } from './fields.ts';
import { lastWord } from './last-word.ts';
import { levelOf } from './level-words.ts';
import type { Locale, Relaxed } from './port.ts';
import type { Synonyms } from './steer/synonyms.ts';
import { withSynonyms, type WithSynonyms } from './synonym-query.ts';
import { beginsWord, below, best, constant, hasWord, isCorrectable, likeWord, weighWord } from './word-query.ts';
import { wordsOf } from './words.ts';

/** Past these the last word must be whole: each word is asked for twice, and the engine takes 1,024 clauses in a query. */
const mostWordsWithBeginning: Record<Locale, number> = { en: 16, es: 10 };
/** Past these no word is taken for a misspelt one: it is asked for thrice then, in each of many forms. */
const mostCorrectedWords: Record<Locale, number> = { en: 8, es: 5 };
/** Characters; what the engine makes of a text to find those like it grows with its length. */
const longestCorrected = 200;
/** As much as a skill. */
const levelWorth = 6;

/** Each is below everything that the one before gives: whole scores are from 1 to some thousand. */
const beneath = { synonyms: 1e-6, begun: 1e-12, begunSynonyms: 1e-18, typos: 1e-24, words: 1e-30 };

/**
 * All words that say something must occur, in whichever fields; what each is worth is the tier of the best field that has it, and a name
 * that says the text in a row, or nothing else, counts more. What has a synonym in a word's place comes after everything that has the word.
 * The last word counts as the beginning of one too, while nothing follows it; what is found so comes after that. So does what is found by
 * giving something up.
 * @param how.isSpelled an item has all the words, so none of them is taken for a misspelt one where some are enough
 */
export function textQuery(
  text: string,
  how: { locale: Locale; relaxed: Relaxed | null; synonyms: Synonyms; isSpelled?: boolean },
): object {
  const { locale, relaxed, synonyms, isSpelled = false } = how;
  const { exact, begun, like, some } = typedQueries(text, locale);
  if (relaxed === 'words' && wantedWordsOf(text, locale).length > mostCorrectedWords[locale]) {
    return below(beneath.words, some(isSpelled));
  }
  const said = searchedAs(text, { locale, synonyms });
  const queries = [
    exact,
    ...(said === undefined ? [] : [below(beneath.synonyms, said.whole)]),
    ...(begun === undefined ? [] : [below(beneath.begun, begun)]),
    ...(said?.begun === undefined ? [] : [below(beneath.begunSynonyms, said.begun)]),
    ...(relaxed === 'typos' ? [below(beneath.typos, like())] : []),
    ...(relaxed === 'words' ? [below(beneath.words, some(isSpelled))] : []),
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
  const { last, exact, begun, like, some } = typedQueries(text, locale);
  const relaxed = [canCorrect(text, locale) ? like() : {}, canDropWords(text, locale) ? some(false) : {}];
  const room = mostClauses - countClauses([exact, begun]) - Math.max(...relaxed.map(countClauses));
  return withSynonyms(text, { locale, tiers: tiersOf(locale), synonyms, last, room });
}

/** The words as they were typed, whole, begun, misspelt, or some of them. */
function typedQueries(text: string, locale: Locale) {
  const last = countWords(text) > mostWordsWithBeginning[locale] ? undefined : lastWord(text);
  return {
    last,
    exact: { bool: { must: allWords(text, locale), should: rowBonus(text, locale) } },
    begun: last === undefined ? undefined : begunQuery(text, last, locale),
    like: (): object => ({ bool: { must: likeWords(text, last?.word, locale), should: likeTitle(text) } }),
    some: (isSpelled: boolean): object => someWords(text, last?.word, { locale, isSpelled }),
  };
}

/** Whether a word may be taken for a misspelt one. */
export function canCorrect(text: string, locale: Locale): boolean {
  const words = wantedWordsOf(text, locale);
  return words.length <= mostCorrectedWords[locale] && words.some(isCorrectable);
}

/** Whether there are words that need not occur. */
export function canDropWords(text: string, locale: Locale): boolean {
  return wantedWordsOf(text, locale).length > 1;
}

function allWords(text: string, locale: Locale): object[] {
  const words = wantedWordsOf(text, locale);
  const tiers = words.length > mostWordsWithBeginning[locale] ? tiersOf(locale) : wholeTiersOf(locale);
  // Signs alone: as the index reads them, which is mostly nothing.
  return words.length === 0 ? [hasWord(text, tiers)] : words.map((word) => wantWord(word, tiers));
}

/** The word itself, or the level that it means. */
function wantWord(word: string, tiers: readonly Tier[], times = 1): object {
  const has = hasWord(word, tiers, times);
  const level = levelOf(word);
  return level === undefined ? has : best([has, constant({ term: { level_type: level } }, levelWorth * times)]);
}

/** What a title or another name is worth that says the text in a row; the best one counts. */
function rowBonus(text: string, locale: Locale): object {
  const words = wantedWordsOf(text, locale);
  // What is longer is no name, and each is a clause for the engine.
  const isName = words.length >= 2 && words.length <= mostWordsWithBeginning[locale];
  const [title, names] = [
    { query: text, slop: 2 },
    { query: words.join(' '), slop: 2 },
  ];
  return best([
    constant({ term: { 'title.exact': text.trim() } }, 200),
    ...titleFieldsOf(locale).map((field) => constant({ match_phrase: { [field]: title } }, 40)),
    ...(isName ? rowsOf(locale) : []).map(([field, worth]) => constant({ match_phrase: { [field]: names } }, worth)),
  ]);
}

/** A title that is the text but for one letter: worth more than all the words. */
function likeTitle(text: string): object[] {
  const value = text.trim();
  return value.length > longestCorrected
    ? []
    : [constant({ fuzzy: { 'title.exact': { value, fuzziness: 1, prefix_length: 0 } } }, 5_000)];
}

function begunQuery(text: string, last: { before: string; word: string }, locale: Locale): object {
  const begun = beginsWord(last.word, tiersOf(locale), titleFieldsOf(locale));
  if (countWords(last.before) === 0) {
    return begun;
  }
  const wanted = wantedWordsOf(text, locale);
  const before = wanted.at(-1) === last.word ? wanted.slice(0, -1) : wanted;
  const phrase = { query: text, slop: 2, max_expansions: 500 };
  return {
    bool: {
      must: [...before.map((word) => wantWord(word, wholeTiersOf(locale))), begun],
      should: best([
        constant({ prefix: { 'title.exact': { value: text.trim() } } }, 80),
        ...titleFieldsOf(locale).map((field) => constant({ match_phrase_prefix: { [field]: phrase } }, 40)),
      ]),
    },
  };
}

/** Every word, or one like it; a word as it was typed counts ten times as much. */
function likeWords(text: string, lastOne: string | undefined, locale: Locale): object[] {
  const words = wantedWordsOf(text, locale);
  return words.map((word, index) => {
    const isLast = word === lastOne && index === words.length - 1;
    const like = likeWord(word, wordTiersOf(locale));
    return best([
      wantWord(word, wholeTiersOf(locale), 10),
      ...(isLast ? [beginsWord(word, tiersOf(locale), titleFieldsOf(locale), 9)] : []),
      ...(like === undefined ? [] : [like]),
    ]);
  });
}

/**
 * Half of the words, or words like them where they are few. Here it counts how rare a word is and how often it occurs: words that occur
 * everywhere would decide otherwise.
 */
function someWords(
  text: string,
  lastOne: string | undefined,
  { locale, isSpelled }: { locale: Locale; isSpelled: boolean },
): object {
  const words = wantedWordsOf(text, locale);
  const isFew = words.length <= mostCorrectedWords[locale];
  const should = words.map((word, index) => {
    const like = isFew && !isSpelled ? likeWord(word, wordTiersOf(locale)) : undefined;
    const isLast = isFew && word === lastOne && index === words.length - 1;
    const level = levelOf(word);
    return best([
      ...weighWord(word, tiersOf(locale)),
      ...(level === undefined ? [] : [constant({ term: { level_type: level } }, levelWorth)]),
      ...(isLast ? [beginsWord(word, tiersOf(locale), titleFieldsOf(locale))] : []),
      ...(like === undefined ? [] : [like]),
    ]);
  });
  return {
    bool: {
      must: [{ bool: { should, minimum_should_match: '-50%' } }],
      should: isFew && !isSpelled ? likeTitle(text) : [],
    },
  };
}
