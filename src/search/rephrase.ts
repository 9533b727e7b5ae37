import type { Synonyms } from './steer/synonyms.ts';
import { wordsOf } from './words.ts';

/** More would not be told apart in a short list. */
const most = 20;

/**
 * What a text may be said by: words of it that operators say mean something else too are replaced, those of one place at a time. Pure.
 * @returns at most 20 texts; none where no rule speaks of its words
 */
export function rephrase(text: string, synonyms: Synonyms): string[] {
  const words = wordsOf(text);
  const said = synonyms
    .spansOf(words)
    .flatMap((span) =>
      span.alternatives.map((alternative) =>
        [...words.slice(0, span.at), alternative, ...words.slice(span.at + span.words.length)].join(' '),
      ),
    );
  return said.slice(0, most);
}
