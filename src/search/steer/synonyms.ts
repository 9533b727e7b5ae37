import type { Locale } from '../port.ts';
import { wordsOf } from '../words.ts';
import { readSynonym, stemsOf } from './read-synonym.ts';

/** Words of a text that stand in a row, and what is looked for beside them. */
export interface Span {
  /** The place of the first one among the words of the text. */
  at: number;
  words: readonly string[];
  /** Words in a row each. */
  alternatives: readonly string[];
}

/** What means the same in one language. Made anew when a rule changes. */
export class Synonyms {
  readonly #locale: Locale;
  /** Stems of what is searched for → what is looked for beside, by its stems. */
  readonly #bySource = new Map<string, Map<string, string>>();
  #longest = 0;

  /** @param rules as they are kept; what is not one is passed over, since a later program may have written it */
  constructor(rules: readonly string[], locale: Locale) {
    this.#locale = locale;
    for (const text of rules) {
      const read = readSynonym(text, locale);
      if ('from' in read) {
        read.from.forEach((part) => {
          this.#add(part, read.to);
        });
      }
    }
  }

  /** Of those that begin at one word the longest; they do not overlap. Whatever the number, case and accents of a word. */
  spansOf(words: readonly string[]): Span[] {
    const spans: Span[] = [];
    let at = 0;
    while (at < words.length) {
      const span = this.#spanAt(words, at);
      if (span !== undefined) {
        spans.push(span);
      }
      at += span?.words.length ?? 1;
    }
    return spans;
  }

  #add(part: string, to: readonly string[]): void {
    const words = wordsOf(part);
    const source = stemsOf(words, this.#locale);
    const known = this.#bySource.get(source) ?? new Map<string, string>();
    for (const other of to) {
      const target = stemsOf(wordsOf(other), this.#locale);
      if (target !== source && !known.has(target)) {
        known.set(target, other);
      }
    }
    this.#bySource.set(source, known);
    this.#longest = Math.max(this.#longest, words.length);
  }

  #spanAt(words: readonly string[], at: number): Span | undefined {
    for (let length = Math.min(this.#longest, words.length - at); length > 0; length -= 1) {
      const own = words.slice(at, at + length);
      const alternatives = this.#bySource.get(stemsOf(own, this.#locale));
      if (alternatives !== undefined && alternatives.size > 0) {
        return { at, words: own, alternatives: [...alternatives.values()] };
      }
    }
    return undefined;
  }
}
