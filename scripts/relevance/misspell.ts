import { itemAt } from '../corpus/item-at.ts';
import type { RandomStream } from '../corpus/random.ts';

const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
/** Shorter words are seldom misspelt. */
const wordsToMisspell = /\p{L}{4,}/gu;

/**
 * The text with one typing mistake: a letter left out, doubled by another, replaced, or changed with the next. Any letter of any word of
 * four letters and more is as likely as another, the first one too.
 * @returns undefined where there is no such word
 */
export function misspell(text: string, stream: RandomStream): string | undefined {
  const places = [...text.matchAll(wordsToMisspell)].flatMap(({ 0: word, index }) =>
    Array.from({ length: word.length }, (_, letter) => ({ at: index + letter, isLast: letter === word.length - 1 })),
  );
  if (places.length === 0) {
    return undefined;
  }
  const { at, isLast } = stream.pick(places);
  const [before, letter, after] = [text.slice(0, at), itemAt(text, at), text.slice(at + 1)];
  const other = stream.pick(letters.filter((one) => one !== letter.toLowerCase()));
  switch (stream.pick(['left out', 'inserted', 'replaced', 'changed'] as const)) {
    case 'left out':
      return before + after;
    case 'inserted':
      return before + letter + other + after;
    case 'replaced':
      return before + other + after;
    case 'changed':
      // Two letters that are the same cannot be told apart when they change places.
      return isLast || after.startsWith(letter)
        ? before + other + after
        : before + itemAt(after, 0) + letter + after.slice(1);
  }
}
