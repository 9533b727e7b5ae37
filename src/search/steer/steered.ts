import { locales, type Locale } from '../port.ts';
import { Pins, type Placed } from './pins.ts';
import { Synonyms } from './synonyms.ts';
import type { NewPin, NewSynonym } from './steering-port.ts';

/** The rules of operators as they are stored at one moment. */
export interface SteeringRules {
  synonyms: readonly Pick<NewSynonym, 'locale' | 'rule'>[];
  pins: readonly NewPin[];
}

/** What operators say about one search. */
export interface Steered extends Placed {
  synonyms: Synonyms;
}

/** The rules, ready to be looked up. */
export class CompiledSteering {
  readonly rules: SteeringRules;
  readonly #synonyms: ReadonlyMap<Locale, Synonyms>;
  readonly #pins: Pins;

  constructor(rules: SteeringRules) {
    this.rules = rules;
    this.#synonyms = new Map(
      locales.map((locale) => [
        locale,
        new Synonyms(
          rules.synonyms.filter((one) => one.locale === locale).map(({ rule }) => rule),
          locale,
        ),
      ]),
    );
    this.#pins = new Pins(rules.pins);
  }

  /** Of one search; a `text` that is undefined, and customers, as in `Pins`. */
  of(search: { text: string | undefined; locale: Locale; customer: string | undefined }): Steered {
    return {
      ...this.#pins.placed(search.text, search.customer),
      synonyms: this.#synonyms.get(search.locale) ?? noSynonyms,
    };
  }
}

export const noSynonyms = new Synonyms([], 'en');
/** A search about which nobody says anything. */
export const unsteered: Steered = { rules: [], pinned: [], hidden: [], synonyms: noSynonyms };
export const noSteering = new CompiledSteering({ synonyms: [], pins: [] });
