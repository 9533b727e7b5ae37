import type { Locale } from './port.ts';
import { fold, wordsOf } from './words.ts';

/**
 * Words that say nothing of what is wanted: those that hold a sentence together, and what everything here is or is for. `it`, `who`, `us`
 * and the like are not among them, since they are names too.
 */
const english = new Set(
  (
    'a an and are as at be by can do does for from how i in into is me my of on or our that the these this to ' +
    'want what when where which why will with you your about some ' +
    'class classes course courses learn lesson lessons online training tutorial tutorials'
  ).split(' '),
);
const spanish = new Set(
  (
    'al como con de del el en es la las lo los mi o para por que se sobre su sus un una unas unos y ' +
    'aprender clase clases curso cursos'
  ).split(' '),
);

/** The words of a text that must occur: those that say what is wanted, and all of them where none does. */
export function wantedWordsOf(text: string, locale: Locale): string[] {
  const words = wordsOf(text);
  const telling = words.filter((word) => !isEmpty(fold(word), locale));
  return telling.length === 0 ? words : telling;
}

/** The words of a text that say something, whatever its language is, without case and accents. */
export function tellingWordsOf(text: string): string[] {
  return wordsOf(text)
    .map(fold)
    .filter((word) => !isEmpty(word, 'es'));
}

function isEmpty(word: string, locale: Locale): boolean {
  return english.has(word) || (locale === 'es' && spanish.has(word));
}
