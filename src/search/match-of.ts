import { fold, wordsOf } from './words.ts';

/** How many of the words asked for are marked in a text, and which. */
export interface Match {
  level: 'partial' | 'full';
  words: string[];
}

/** Stems of one word share at least this much, unless the word is shorter. */
const sharedLetters = 3;

/** @param html as in `Highlights`, of which something is marked */
export function matchOf(text: string, html: string): Match {
  const marked = [...html.matchAll(/<mark>(.*?)<\/mark>/g)].map(([, word = '']) => fold(word));
  const words = wordsOf(text);
  const found = words.filter((word) => {
    const wanted = fold(word);
    const shared = Math.min(sharedLetters, wanted.length);
    return marked.some((one) => one.startsWith(wanted.slice(0, shared)));
  });
  return { level: found.length === words.length ? 'full' : 'partial', words: [...new Set(found)] };
}
