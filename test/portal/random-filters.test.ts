import { expect } from 'chai';
import fc from 'fast-check';
import { BadRequestError } from '../../src/kernel/errors.ts';
import type { Filter } from '../../src/portal/filter/filter.ts';
import { parseFilters } from '../../src/portal/filter/parse-filters.ts';
import { readFacetFilters, readNumericFilters } from '../../src/portal/filter/read-nested.ts';
import { anyTokens, nearlyFilters, textOf } from './support/random-tokens.ts';
import { readByGrammar } from './support/reference.ts';

describe("the portal's filters, drawn at random", () => {
  const word = fc.stringMatching(/^[a-z]{1,5}$/);
  const anything = fc.uint16Array({ maxLength: 30 }).map((codes) => String.fromCharCode(...codes));
  const value = fc.string({ minLength: 0, maxLength: 12, unit: 'grapheme' });
  const literal = fc.record({ attribute: word, value, negated: fc.boolean() });
  const quotedLiteral = literal.map((one) => ({
    ...one,
    text: `${one.negated ? 'NOT ' : ''}${one.attribute}:"${one.value.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`,
  }));

  it('what is written comes back, whatever the values', () => {
    const written = fc.array(fc.array(quotedLiteral, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(written, fc.boolean(), (clauses, brackets) => {
        const text = clauses
          .map((clause) => clause.map((one) => one.text).join(' OR '))
          .map((clause) => (brackets ? `(${clause})` : clause))
          .join(' AND ');
        const filter = clauses.map((clause) =>
          clause.map((one) => ({
            term: { kind: 'facet', attribute: one.attribute, value: one.value },
            negated: one.negated,
          })),
        );
        expect(parseFilters(text)).to.deep.equal(filter);
      }),
      { numRuns: 500 },
    );
  });

  it('are read as the grammar says, or refused where it does', () => {
    let read = 0;
    let not = 0;
    const blanks = fc.constantFrom(' ', '', '  ', '\t\n ');
    fc.assert(
      fc.property(fc.oneof(anyTokens, nearlyFilters, nearlyFilters), blanks, (tokens, blank) => {
        const text = textOf(tokens, blank);
        // Blanks inside a value stay as they are written, and those of the reference are single.
        const filter = readByGrammar(tokens);
        if (filter === undefined) {
          expect(() => parseFilters(text), text).to.throw(BadRequestError);
          not += 1;
        } else {
          expect(withPlainBlanks(parseFilters(text)), text).to.deep.equal(filter);
          read += 1;
        }
      }),
      { numRuns: 6_000 },
    );
    expect(read).to.be.greaterThan(500);
    expect(not).to.be.greaterThan(500);
  });

  it('any text is read or refused, and never anything else', () => {
    const signs = [
      ' ',
      '(',
      ')',
      'AND',
      'OR',
      'NOT',
      ':',
      '<',
      '>=',
      '!',
      '"',
      "'",
      '\\',
      'TO',
      '-',
      '1',
      '2.5',
      '<score=1>',
    ];
    const pieces = [
      ...signs,
      'a',
      'price',
      'a:b',
      'é',
      '日本',
      '\u0000',
      '"x y"',
      "'z'",
      ' AND ',
      ' OR ',
      'c:"d"',
      ' d:e ',
    ];
    const drawn = fc
      .uint8Array({ maxLength: 20 })
      .map((bytes) => [...bytes].map((byte) => pieces[byte % pieces.length] ?? '').join(''));
    const text = fc.oneof(drawn, anything);
    let read = 0;
    let not = 0;
    fc.assert(
      fc.property(text, (one) => {
        try {
          const filter = parseFilters(one);
          // What was read says no more than what was written.
          expect(filter.flat().length).to.be.at.most(one.length);
          expect(filter.every((clause) => clause.length > 0)).to.equal(true);
          read += 1;
        } catch (error) {
          expect(error, one).to.be.instanceOf(BadRequestError);
          expect((error as Error).message).to.match(/^filters: /);
          not += 1;
        }
      }),
      { numRuns: 5_000 },
    );
    expect(read).to.be.greaterThan(200);
    expect(not).to.be.greaterThan(200);
  });

  it('what is nested any way is read or refused', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(value, fc.array(value, { maxLength: 4 })), { maxLength: 5 }), (nested) => {
        for (const reader of [readFacetFilters, readNumericFilters]) {
          try {
            reader(nested);
          } catch (error) {
            expect(error).to.be.instanceOf(BadRequestError);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

function withPlainBlanks(filter: Filter): Filter {
  return filter.map((clause) =>
    clause.map(({ term, negated }) => ({
      term: term.kind === 'facet' ? { ...term, value: term.value.replace(/\s+/g, ' ') } : term,
      negated,
    })),
  );
}
