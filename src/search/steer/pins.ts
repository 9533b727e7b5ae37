import { fold, wordsOf } from '../words.ts';
import type { NewPin } from './steering-port.ts';

/** What holds for one search. */
export interface Placed {
  /** Names of the rules that hold. */
  rules: readonly string[];
  /** Content keys, the first one first. */
  pinned: readonly string[];
  hidden: readonly string[];
}

/** Several rules may hold: those of the customer are first, then the more exact ones. */
const mostPinned = 20;

/** Rules about which items are first for a text, found by its words. Made anew when a rule changes. */
export class Pins {
  readonly #rules = new Map<string, NewPin[]>();

  constructor(rules: readonly NewPin[]) {
    for (const rule of rules) {
      const key = keyOf(rule.matches, rule.customer, foldedWords(rule.text));
      this.#rules.set(key, [...(this.#rules.get(key) ?? []), rule]);
    }
  }

  /**
   * @param text undefined where nothing is searched for, as in what is related: only what holds for every text does then
   * @param customer whose catalogs are searched; undefined where that is no single one's
   */
  placed(text: string | undefined, customer: string | undefined): Placed {
    const words = foldedWords(text ?? '');
    const owners = [...(customer === undefined ? [] : [customer.toLowerCase()]), null];
    const rules = owners.flatMap((owner) => [
      ...(text === undefined ? [] : this.#of('exact', owner, words)),
      ...Array.from({ length: words.length + 1 }, (_, dropped) => words.slice(0, words.length - dropped)).flatMap(
        (beginning) => this.#of('beginning', owner, beginning),
      ),
    ]);
    const hidden = new Set(rules.flatMap((rule) => rule.hidden));
    const pinned = [...new Set(rules.flatMap((rule) => rule.pinned))].filter((key) => !hidden.has(key));
    return { rules: rules.map(({ name }) => name), pinned: pinned.slice(0, mostPinned), hidden: [...hidden] };
  }

  #of(matches: NewPin['matches'], customer: string | null, words: readonly string[]): readonly NewPin[] {
    return this.#rules.get(keyOf(matches, customer, words)) ?? [];
  }
}

/** As the index compares them: without case, accents and signs. */
function foldedWords(text: string): string[] {
  return wordsOf(text.toWellFormed()).map(fold);
}

function keyOf(matches: NewPin['matches'], customer: string | null, words: readonly string[]): string {
  return [matches, customer ?? '', ...words].join(' ');
}
