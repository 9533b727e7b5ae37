import { tiersOf, titleFieldsOf, type Tier } from './fields.ts';
import { lastWord } from './last-word.ts';
import type { Locale } from './port.ts';
import { beginsWord, best, constant, hasWord, likeWord } from './word-query.ts';
import { wordsOf } from './words.ts';

/** What content is called. */
const isName: ReadonlySet<string> = new Set(['title', 'es.title', 'content_key.text']);

/** Titles that have all the words, the last one as the beginning of one; those that begin with them first. */
export function titleQuery(text: string, { locale, withTypos }: { locale: Locale; withTypos: boolean }): object {
  const titles = titleFieldsOf(locale);
  const stems = tiersOf(locale).filter(([field]) => isName.has(field));
  const alike = titles.map((field): Tier => [field, 1]);
  const last = lastWord(text)?.word;
  const words = wordsOf(text);
  const must = words.map((word, index) => {
    const like = withTypos ? likeWord(word, alike) : undefined;
    return best([
      hasWord(word, stems, 10),
      ...(last !== undefined && index === words.length - 1 ? [beginsWord(word, stems, titles, 9)] : []),
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
