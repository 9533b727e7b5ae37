import fc from 'fast-check';
import type { Term } from '../../../src/portal/filter/filter.ts';
import type { Token } from './reference.ts';

const facet = (attribute: string, value: string): Term => ({ kind: 'facet', attribute, value });
const term = (text: string, of: Term, open = false): Token => ({ text, is: 'term', term: of, open });

const terms: readonly Token[] = [
  term('level_type:Advanced', facet('level_type', 'Advanced'), true),
  term('content_type: course', facet('content_type', 'course'), true),
  term('key : Vis+1', facet('key', 'Vis+1'), true),
  term('a:b:c', facet('a', 'b:c'), true),
  term(`subjects:"A (or B) AND 'C'"`, facet('subjects', `A (or B) AND 'C'`)),
  term(String.raw`skill_names:'it\'s "odd"'`, facet('skill_names', `it's "odd"`)),
  term('"partners.name":"É 日本"', facet('partners.name', 'É 日本')),
  term('x:""', facet('x', '')),
  term('ANDROID:NOTES', facet('ANDROID', 'NOTES'), true),
  term('first_enrollable_paid_seat_price >= -1.5e2', {
    kind: 'number',
    attribute: 'first_enrollable_paid_seat_price',
    comparison: '>=',
    number: -150,
  }),
  term('n!=.5', { kind: 'number', attribute: 'n', comparison: '!=', number: 0.5 }),
  term('n:1 TO 20', { kind: 'range', attribute: 'n', from: 1, to: 20 }),
  term('recent_enrollment_count: -3 TO 2.5', {
    kind: 'range',
    attribute: 'recent_enrollment_count',
    from: -3,
    to: 2.5,
  }),
  term('"a tag"', facet('_tags', 'a tag')),
];
const words: readonly Token[] = ['word', 'Orange', 'é'].map((text) => ({ text, is: 'word' }));
const signs: readonly Token[] = (['AND', 'OR', 'NOT', '(', ')'] as const).map((is) => ({ text: is, is }));

/** Any tokens in any order: mostly no filter. */
export const anyTokens: fc.Arbitrary<Token[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...terms) },
    { weight: 1, arbitrary: fc.constantFrom(...words) },
    { weight: 5, arbitrary: fc.constantFrom(...signs) },
  ),
  { maxLength: 12 },
);

const sign = (is: Token['is']): Token => ({ text: is, is });
const literal = fc
  .tuple(fc.boolean(), fc.constantFrom(...terms, ...words))
  .map(([negated, one]) => (negated ? [sign('NOT'), one] : [one]));

/** A filter; where alternatives are of different kinds, or conjunctions, the grammar still refuses it. */
const grown = fc.letrec<{ filter: Token[]; unit: Token[] }>((tie) => {
  const joined = (inner: fc.Arbitrary<Token[]>, by: 'AND' | 'OR', maxLength: number): fc.Arbitrary<Token[]> =>
    fc
      .array(inner, { minLength: 1, maxLength })
      .map((parts) => parts.flatMap((part, index) => (index === 0 ? part : [sign(by), ...part])));
  return {
    unit: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 5, arbitrary: literal },
      { weight: 2, arbitrary: tie('filter').map((inner) => [sign('('), ...inner, sign(')')]) },
    ),
    filter: joined(joined(tie('unit'), 'OR', 2), 'AND', 3),
  };
}).filter;

/** A filter, as it is or with one token taken out, put in or doubled. */
export const nearlyFilters: fc.Arbitrary<Token[]> = fc.oneof(
  { weight: 2, arbitrary: grown },
  {
    weight: 1,
    arbitrary: fc
      .tuple(grown, fc.nat(), fc.constantFrom(...signs, ...terms), fc.constantFrom('out', 'in', 'twice'))
      .map(([tokens, where, one, how]) => {
        const at = where % tokens.length;
        const kept = how === 'out' ? [] : how === 'in' ? [one, ...tokens.slice(at, at + 1)] : Array(2).fill(tokens[at]);
        return [...tokens.slice(0, at), ...(kept as Token[]), ...tokens.slice(at + 1)];
      }),
  },
);

/** Between two tokens there is something where they would become one without it. */
export function textOf(tokens: readonly Token[], blank: string): string {
  return tokens
    .map(({ text, is }, index) => {
      const before = tokens[index - 1]?.is;
      const isTight = index === 0 || ((before === '(' || is === ')') && blank === '');
      return `${isTight ? '' : blank || ' '}${text}`;
    })
    .join('');
}
