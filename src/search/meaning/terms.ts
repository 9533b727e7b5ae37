import type { SearchFields } from '../../content-index/port.ts';
import { tellingWordsOf } from '../empty-words.ts';
import { stemOf } from '../steer/stem.ts';

/** Term → how often it occurs. */
export type Terms = ReadonlyMap<string, number>;

/**
 * What an item is about: its texts and names; a word of the title counts twice.
 */
export function termsOfItem(item: SearchFields, stem: (word: string) => string = englishStem): Terms {
  const { title, short_description: short, full_description: full, outcome, additional_information: more } = item;
  const texts = [title, title, short, full, more, outcome];
  return count([...texts, ...item.skill_names, ...item.subjects], stem);
}

export function termsOfText(text: string): Terms {
  return count([text], englishStem);
}

/** For many items: each word is looked at once. */
export function rememberedStems(): (word: string) => string {
  const known = new Map<string, string>();
  return (word) => {
    const stem = known.get(word) ?? englishStem(word);
    known.set(word, stem);
    return stem;
  };
}

/** Texts in Spanish too: what matters is that one word is one term wherever it stands. */
function englishStem(word: string): string {
  return stemOf(word, 'en');
}

function count(texts: readonly string[], stem: (word: string) => string): Terms {
  const terms = new Map<string, number>();
  for (const word of texts.flatMap(tellingWordsOf)) {
    const term = stem(word);
    terms.set(term, (terms.get(term) ?? 0) + 1);
  }
  return terms;
}
