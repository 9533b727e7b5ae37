import { isTitle, type Tier } from './fields.ts';
import { completions } from './last-word.ts';

/** Words shorter than this have too many like them. */
const shortestCorrected = 4;
/** And shorter than this, when the first letter may be wrong. */
const shortestWithoutFirst = 5;

/** The word itself, worth what the best field is in which it occurs. */
export function hasWord(word: string, tiers: readonly Tier[], times = 1): object {
  return best(tiers.map(([field, worth]) => constant({ match: { [field]: wholeWord(word) } }, worth * times)));
}

/** The word itself, worth more the rarer it is, the oftener it occurs and the shorter the text is that it occurs in (BM25). */
export function weighWord(word: string, tiers: readonly Tier[]): object[] {
  return tiers.map(([field, worth]) => ({ match: { [field]: { ...wholeWord(word), boost: worth } } }));
}

/**
 * A word that begins so. The fields hold stems, so the beginning is taken as it is, and beside it the stems of what it may be on its
 * way to.
 */
export function beginsWord(word: string, tiers: readonly Tier[], titles: readonly string[], times = 1): object {
  const beginning = { query: word, operator: 'and', analyzer: 'words' };
  const ahead = completions(word).join(' ');
  return best([
    ...titles.map((field) => constant({ match_bool_prefix: { [field]: beginning } }, 16 * times)),
    ...tiers.flatMap(([field, worth]) => [
      constant({ match_bool_prefix: { [field]: beginning } }, worth * times),
      ...(ahead === '' ? [] : [constant({ match: { [field]: { query: ahead, operator: 'or' } } }, worth * times)]),
    ]),
  ]);
}

/**
 * A word like it: one letter other, missing, too many or two in the wrong order; in a title two from eight letters on. Of a short word
 * the first letter is right.
 */
export function likeWord(word: string, tiers: readonly Tier[]): object | undefined {
  const prefix_length = Array.from(word).length < shortestWithoutFirst ? 1 : 0;
  return isCorrectable(word)
    ? best(
        tiers.map(([field, worth]) => {
          // Two letters cost the engine eight times as much as one.
          const fuzziness = isTitle(field) ? 'AUTO:4,8' : 1;
          return constant({ match: { [field]: { ...wholeWord(word), ...like, fuzziness, prefix_length } } }, worth);
        }),
      )
    : undefined;
}

export function isCorrectable(word: string): boolean {
  return Array.from(word).length >= shortestCorrected && /^\p{L}+$/u.test(word);
}

/** As it is rewritten by itself each form would be a clause. */
const like = { max_expansions: 50, fuzzy_rewrite: 'constant_score' };

/** A word of signs that the index takes one by one must have them all. */
function wholeWord(word: string): { query: string; operator: 'and' } {
  return { query: word, operator: 'and' };
}

export function best(queries: readonly object[]): object {
  return { dis_max: { queries } };
}

/** What another query finds, worth so little that everything else comes before it. */
export function below(boost: number, query: object): object {
  return { bool: { must: [query], boost } };
}

/** Equal places give equal scores, so that ratings decide among them. */
export function constant(filter: object, boost: number): object {
  return { constant_score: { filter, boost } };
}
