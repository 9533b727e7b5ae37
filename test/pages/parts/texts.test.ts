import { expect } from 'chai';
import { stripTags } from '../../../src/pages/browser/strip-tags.ts';

describe('markup from outside on the search page', () => {
  const paragraphs = (markup: string): string[] =>
    stripTags(markup)
      .split('\u2029')
      .filter((paragraph) => paragraph.trim() !== '');

  it('loses its tags, comments, and what is not for reading', () => {
    expect(paragraphs('<p>One <b>bold</b> word.</p><ul><li>Two</li><li>Three</li></ul>')).to.deep.equal([
      'One bold word.',
      'Two',
      'Three',
    ]);
    expect(paragraphs('a<br>b<BR/>c')).to.deep.equal(['a', 'b', 'c']);
    expect(paragraphs('x<!-- <p>no</p> -->y<!DOCTYPE html>z')).to.deep.equal(['xyz']);
    expect(paragraphs('a<script>alert("</p>")</script >b<STYLE>p{}</STYLE>c')).to.deep.equal(['abc']);
    expect(paragraphs('a<script>never closed')).to.deep.equal(['a']);
    expect(paragraphs('<img alt="a > b" onerror=alert(1)>c<a title=\'>\'>d</a>')).to.deep.equal(['cd']);
    expect(paragraphs("<p it's>kept")).to.deep.equal(['kept']);
  });

  it('leaves nothing that could be read as a tag', () => {
    const broken = [
      '1 < 2',
      '<',
      'a <b',
      '<img src=x onerror=alert(1)',
      '<<p>p>',
      '<scr<script>ipt>',
      '</',
      '<!--',
      'İ<b>x</b>',
    ];
    for (const markup of broken) {
      expect(stripTags(markup), markup).to.not.include('<');
    }
    expect(stripTags('1 < 2 &amp; 3')).to.equal('1 &lt; 2 &amp; 3');
    expect(stripTags('İ<b>x</b>')).to.equal('İx');
  });

  it('takes no longer for being broken', () => {
    const begin = performance.now();
    for (const piece of ['<a', '<a "', '<!--', '<script>', "<p '>", '<', '&']) {
      stripTags(piece.repeat(200_000));
    }
    expect(performance.now() - begin).to.be.lessThan(5_000);
  });
});
