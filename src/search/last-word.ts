import { fold, segmentsOf } from './words.ts';

/**
 * Endings that the stemmer of the index takes off; those that begin like one of these, and plurals, need no entry. A word that
 * breaks off in the middle of one has no stem of its own: `learni` is not how the index writes `learning`, which is `learn`.
 */
const endings =
  'able al ance ation ational ed ence er ful ible ic ical ing ion ism ist ity ive ize ly ment ness ous'.split(' ');
const shortestStem = 3;

/** What stands before the word that is still being typed, and that word. */
export interface LastWord {
  before: string;
  word: string;
}

/** The word at the very end of a text; undefined when a blank or a sign follows the last one, for then it is finished. */
export function lastWord(text: string): LastWord | undefined {
  const last = segmentsOf(text).at(-1);
  return last?.isWordLike === true ? { before: text.slice(0, last.index), word: last.segment } : undefined;
}

/** The words that a word may be on its way to, as far as the stemmer needs to be told: `programmi` → `programming`, …. */
export function completions(word: string): string[] {
  const plain = fold(word);
  if (!/^[a-z]+$/.test(plain)) {
    return [];
  }
  const begun = endings.flatMap((ending) =>
    Array.from({ length: ending.length - 1 }, (_, index) => index + 1)
      .filter((length) => plain.length - length >= shortestStem && plain.endsWith(ending.slice(0, length)))
      .map((length) => plain + ending.slice(length)),
  );
  return /([^aeiou])\1$/.test(plain) ? [...begun, `${plain}ing`] : begun;
}
