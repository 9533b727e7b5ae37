import { countClauses, mostClauses } from './count-clauses.ts';
import { tiersOf, titleFieldsOf, type Tier } from './fields.ts';
import { lastWord } from './last-word.ts';
import type { Locale } from './port.ts';
import type { Synonyms } from './steer/synonyms.ts';
import { withSynonyms } from './synonym-query.ts';
import { beginsWord, below, best, constant, hasWord, likeWord } from './word-query.ts';
import { wordsOf } from './words.ts';

/** What content is called. */
const isName: ReadonlySet<string> = new Set(['title', 'es.title', 'content_key.text']);
/** Each is below everything that the one before gives: scores are from 1 to some thousand. */
const beneath = { synonyms: 1e-6, begunSynonyms: 1e-12 };

/**
 * Titles that have all the words, the last one as the beginning of one; those that begin with them first. Below them those that have a
 * synonym in a word's place.
 */
export function titleQuery(text: string, how: { locale: Locale; withTypos: boolean; synonyms: Synonyms }): object {
  const { locale, synonyms } = how;
  const tiers = tiersOf(locale).filter(([field]) => isName.has(field));
  const typed = typedQuery(text, tiers, how);
  const room = mostClauses - countClauses(typed);
  const said = withSynonyms(text, { locale, tiers, synonyms, last: lastWord(text), room });
  return said === undefined
    ? typed
    : best([
        typed,
        below(beneath.synonyms, said.whole),
        ...(said.begun === undefined ? [] : [below(beneath.begunSynonyms, said.begun)]),
      ]);
}

function typedQuery(
  text: string,
  tiers: readonly Tier[],
  { locale, withTypos }: { locale: Locale; withTypos: boolean },
): object {
  const titles = titleFieldsOf(locale);
  const alike = titles.map((field): Tier => [field, 1]);
  const last = lastWord(text)?.word;
  const words = wordsOf(text);
  const must = words.map((word, index) => {
    const like = withTypos ? likeWord(word, alike) : undefined;
    return best([
      hasWord(word, tiers, 10),
      ...(last !== undefined && index === words.length - 1 ? [beginsWord(word, tiers, titles, 9)] : []),
      ...(like === undefined ? [] : [like]),
    ]);
  });
  const beginning = { query: text, max_expansions: 500 };
  return words.length === 0
    ? { match_none: {} }
    : {
        bool: {
          must,
          should: [
            constant({ prefix: { 'title.exact': { value: text.trim() } } }, 200),
            ...titles.map((field) => constant({ match_phrase_prefix: { [field]: beginning } }, 40)),
          ],
        },
      };
}
