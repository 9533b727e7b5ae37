import type { Fault } from '../../kernel/errors.ts';
import type { Locale } from '../port.ts';
import { oneLine, wordsOf } from '../words.ts';
import { stemOf } from './stem.ts';

/** A rule's parts, each of them words. */
export interface ReadSynonym {
  /** What somebody searches for. */
  from: readonly string[];
  /** What is looked for beside. The same list where all mean the same. */
  to: readonly string[];
  /** The rule as it is kept: parts without needless blanks. */
  rule: string;
}

const longestRule = 1_000;
/** The engine takes 1,024 clauses in a request, and each part is looked for in a dozen fields. */
const mostParts = 20;
const mostWords = 5;

/** @returns the rule, or everything that is wrong with it. Pure */
export function readSynonym(written: string, locale: Locale): ReadSynonym | { faults: Omit<Fault, 'pointer'>[] } {
  const text = oneLine(written);
  const sides = text.split('=>').map((side) => side.split(',').map((part) => part.trim()));
  const [from = [], to = from] = sides;
  const parts = sides.flat();
  const rule = sides.map((side) => side.join(', ')).join(' => ');
  const faults = [
    ...(rule.length > longestRule
      ? [{ code: 'too_long', detail: `a rule has at most ${String(longestRule)} characters` }]
      : []),
    ...(sides.length > 2 ? [{ code: 'two_arrows', detail: 'a rule has one => at most' }] : []),
    ...(sides.length === 1 && parts.length < 2
      ? [{ code: 'alone', detail: 'a rule is `a, b` or `a => b`: one part alone means the same as nothing' }]
      : []),
    ...(parts.length > mostParts
      ? [{ code: 'too_many', detail: `a rule has at most ${String(mostParts)} parts` }]
      : []),
    ...parts.flatMap((part) => faultsOf(part)),
    ...sides.flatMap((side) => repeatsIn(side, locale)),
  ];
  return faults.length > 0 ? { faults } : { from, to, rule };
}

/** What two texts have in common that a search takes for the same: their words, by their stems. */
export function stemsOf(words: readonly string[], locale: Locale): string {
  return words.map((word) => stemOf(word, locale)).join(' ');
}

function faultsOf(part: string): Omit<Fault, 'pointer'>[] {
  const words = wordsOf(part);
  if (words.length === 0) {
    return [{ code: 'no_words', detail: `${JSON.stringify(part)} has no words` }];
  }
  return words.length > mostWords
    ? [{ code: 'too_many_words', detail: `${JSON.stringify(part)} has more than ${String(mostWords)} words` }]
    : [];
}

function repeatsIn(side: readonly string[], locale: Locale): Omit<Fault, 'pointer'>[] {
  const seen = new Map<string, string>();
  return side.flatMap((part) => {
    const stems = stemsOf(wordsOf(part), locale);
    const before = seen.get(stems);
    seen.set(stems, part);
    return before === undefined || stems === ''
      ? []
      : [
          {
            code: 'the_same',
            detail: `${JSON.stringify(before)} and ${JSON.stringify(part)} are the same to a search`,
          },
        ];
  });
}
