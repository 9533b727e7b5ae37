import { countClauses } from './count-clauses.ts';
import { wantedWordsOf } from './empty-words.ts';
import { titleFieldsOf, type Tier } from './fields.ts';
import type { LastWord } from './last-word.ts';
import type { Locale } from './port.ts';
import type { Span, Synonyms } from './steer/synonyms.ts';
import { beginsWord, best, constant, hasWord } from './word-query.ts';
import { wordsOf } from './words.ts';

/** How a text is read, and where its words are looked for. */
interface Asked {
  locale: Locale;
  tiers: readonly Tier[];
  last: LastWord | undefined;
}

/** A text with what its words may be said by. */
export interface WithSynonyms {
  /** What is looked for beside the words; fewer alternatives than the rules have where the engine takes no more. */
  spans: readonly Span[];
  /** Each span by its own words or by an alternative, every other word as it is. */
  whole: object;
  /** The same, the last word as the beginning of one; undefined where that has no synonyms before it. */
  begun: object | undefined;
}

/**
 * What a text may be said by, where rules speak of its words. The last word is taken for a whole one here, and an alternative is never a
 * beginning; one of several words must stand in a row.
 * @param of.tiers where they are looked for
 * @param of.last the word that is still being typed
 * @param of.room how many clauses it may have
 * @returns undefined where no rule does, or none fits
 */
export function withSynonyms(text: string, of: Asked & { synonyms: Synonyms; room: number }): WithSynonyms | undefined {
  const words = wordsOf(text);
  const found = of.synonyms.spansOf(words);
  const longest = Math.max(0, ...found.map(({ alternatives }) => alternatives.length));
  for (let most = longest; most > 0; most -= 1) {
    const spans = found.map((span) => ({ ...span, alternatives: span.alternatives.slice(0, most) }));
    const built = { spans, whole: allOf(words, spans, of), begun: begunOf(words, spans, of) };
    if (countClauses([built.whole, built.begun ?? {}]) <= of.room) {
      return built;
    }
  }
  return undefined;
}

function begunOf(words: readonly string[], spans: readonly Span[], of: Asked): object | undefined {
  const { last, locale, tiers } = of;
  const before = spans.filter((span) => span.at + span.words.length < words.length);
  if (last === undefined || before.length === 0) {
    return undefined;
  }
  const begun = beginsWord(last.word, tiers, titleFieldsOf(locale));
  return { bool: { must: [allOf(words.slice(0, -1), before, of), begun] } };
}

/** Words that say nothing need not occur here either. */
function allOf(words: readonly string[], spans: readonly Span[], { locale, tiers }: Asked): object {
  const wanted = new Set(wantedWordsOf(words.join(' '), locale));
  const inSpans = new Set(spans.flatMap(({ at, words: own }) => own.map((_, index) => at + index)));
  return {
    bool: {
      must: [
        ...words.flatMap((word, at) => (inSpans.has(at) || !wanted.has(word) ? [] : [hasWord(word, tiers)])),
        ...spans.map((span) => oneOf(span, tiers)),
      ],
    },
  };
}

/** Its own words are worth ten times an alternative, so that of two synonyms in a text the one that is there as typed counts. */
function oneOf({ words, alternatives }: Span, tiers: readonly Tier[]): object {
  const own = words.map((word) => hasWord(word, tiers, 10));
  return best([{ bool: { must: own } }, ...alternatives.map((alternative) => says(alternative, tiers))]);
}

function says(alternative: string, tiers: readonly Tier[]): object {
  return wordsOf(alternative).length === 1
    ? hasWord(alternative, tiers)
    : best(tiers.map(([field, worth]) => constant({ match_phrase: { [field]: alternative } }, worth)));
}
