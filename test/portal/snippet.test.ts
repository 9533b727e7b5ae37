import { expect } from 'chai';
import fc from 'fast-check';
import { cutSnippet } from '../../src/portal/present/snippet.ts';

describe('a part of a marked text', () => {
  const cuts: [what: string, html: string, length: number, part: string][] = [
    ['is the text itself where it is short', 'one  <mark>two</mark>', 2, 'one  <mark>two</mark>'],
    ['is the beginning where nothing is marked', 'one two three', 2, 'one two…'],
    ['has the mark in its middle', 'a b c d <mark>e</mark> f g h i', 3, '…d <mark>e</mark> f…'],
    ['begins with the text where the mark is near', 'a <mark>b</mark> c d e f', 4, 'a <mark>b</mark> c d…'],
    ['ends with the text where the mark is near', 'a b c d <mark>e</mark> f', 4, '…c d <mark>e</mark> f'],
    [
      'has most of the marks',
      '<mark>a</mark> b c d e <mark>f</mark> g <mark>h</mark> i',
      4,
      '…e <mark>f</mark> g <mark>h</mark>…',
    ],
    ['is the first of those that have as many', '<mark>a</mark> b c d <mark>e</mark> f', 2, '<mark>a</mark> b…'],
    ['parts a mark of several words', 'a <mark>b c d</mark> e f', 2, '…<mark>b</mark> <mark>c</mark>…'],
    ['keeps signs beside a mark', 'a b (<mark>c</mark>), d e', 1, '…(<mark>c</mark>),…'],
    ['is nothing of nothing', '', 3, ''],
  ];
  for (const [what, html, length, part] of cuts) {
    it(what, () => {
      expect(cutSnippet(html, length, '…')).to.equal(part);
    });
  }

  it('is so many words of the text as it stands, with a mark where there is one', () => {
    const word = fc.tuple(fc.stringMatching(/^[a-z]{1,3}$/), fc.boolean());
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 12 }), (words, length) => {
        const html = words.map(([text, isMarked]) => (isMarked ? `<mark>${text}</mark>` : text)).join(' ');
        const part = cutSnippet(html, length, '…');
        const inner = part.replace(/^…/, '').replace(/…$/, '');
        expect(` ${html} `).to.include(` ${inner} `);
        expect(inner.split(' ')).to.have.length(Math.min(length, words.length));
        expect(part.includes('<mark>')).to.equal(html.includes('<mark>'));
        expect(part.startsWith('…') || part.endsWith('…')).to.equal(length < words.length);
      }),
      { numRuns: 300 },
    );
  });
});
