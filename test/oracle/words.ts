import { stem } from './stem.ts';

const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}]/u;
/**
 * Words by the Unicode standard, as far as the texts of these tests go: letters, digits, marks and `_` stick together, also across
 * one of these signs between two letters or two digits; each ideograph is a word, and so is each emoji.
 */
const WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}]|\p{Emoji_Presentation}|(?:(?<=\p{L}\p{M}*)['’.:·](?=\p{L})|(?<=\p{Nd})[.,;'’](?=\p{Nd})|[\p{L}\p{Nd}_\p{M}])+/gu;

const LONGEST_WORD = 255;

/** The words of a text in their order, in lower case. */
export function wordsOf(text: string): string[] {
  const found: string[] = [];
  for (const [run] of text.matchAll(WORDS)) {
    // `_` alone is no word.
    if (!/[\p{L}\p{Nd}\p{Emoji_Presentation}]/u.test(run)) {
      continue;
    }
    for (let start = 0; start < run.length; start += LONGEST_WORD) {
      found.push(fold(run.slice(start, start + LONGEST_WORD)));
    }
  }
  return found.flatMap((word) => (IDEOGRAPH.test(word) ? Array.from(word) : [word]));
}

/** Every word of `asked` occurs in one of the texts, whatever its ending. */
export function haveAllWords(texts: readonly string[], asked: string): boolean {
  const stems = new Set(texts.flatMap(wordsOf).map(stem));
  return wordsOf(asked).every((word) => stems.has(stem(word)));
}

/** The words of `asked` stand in a row in the text, as they are. */
export function hasPhrase(text: string, asked: string): boolean {
  const words = wordsOf(text);
  const phrase = wordsOf(asked);
  return words.some((_, start) => phrase.every((word, index) => words[start + index] === word));
}

function fold(word: string): string {
  return Array.from(word, (point) => (point === '\u0130' ? 'i' : point.toLowerCase())).join('');
}
