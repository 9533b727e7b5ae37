import { fold } from '../content-search.ts';
import { withoutMarks } from './marks.ts';

/** How much of the words was found in a value. */
export interface Match {
  matchLevel: 'none' | 'partial' | 'full';
  /** Whether nothing of the value stands outside the marks. */
  fullyHighlighted?: boolean;
  /** Those of the words, small and without accents. */
  matchedWords: string[];
}

/** Beginnings of this length tell the same word: the index holds stems, so `programming` may mark `programmes`. */
const shortestStem = 3;
const longestStem = 5;

/** The words of a text, small and without accents. */
export function wordsOf(text: string): string[] {
  return [...new Set(fold(text).match(/[\p{L}\p{N}]+/gu) ?? [])];
}

/** @param html a marked value; undefined where nothing was found */
export function matchOf(words: readonly string[], html: string | undefined): Match {
  const marked = [...(html ?? '').matchAll(/<mark>(.*?)<\/mark>/gs)].flatMap(([, inner]) =>
    wordsOf(withoutMarks(inner ?? '')),
  );
  if (html === undefined || marked.length === 0) {
    return { matchLevel: 'none', matchedWords: [] };
  }
  const matchedWords = words.filter((word) => marked.some((one) => isSameWord(word, one)));
  const outside = html.replaceAll(/<mark>.*?<\/mark>/gs, ' ');
  return {
    matchLevel: matchedWords.length === words.length ? 'full' : 'partial',
    fullyHighlighted: wordsOf(withoutMarks(outside)).length === 0,
    matchedWords,
  };
}

/** A word that is still being typed marks what begins with it; a whole one may mark another form of it. */
function isSameWord(word: string, marked: string): boolean {
  const length = Math.min(word.length, marked.length, longestStem);
  return marked.startsWith(word) || (length >= shortestStem && word.slice(0, length) === marked.slice(0, length));
}
