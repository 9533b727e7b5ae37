import { readFileSync } from 'node:fs';
import { expect } from 'chai';

const folder = new URL('../../../src/pages/browser/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

const [light = '', dark = ''] = read('base.css').split('@media (prefers-color-scheme: dark)');

function colours(css: string): Map<string, string> {
  const end = css.indexOf('*,');
  const found = [...css.slice(0, end === -1 ? undefined : end).matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)];
  return new Map(found.map(([, name = '', colour = '']) => [name, colour]));
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const hex = colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** Text on ground, as the style sheets pair them; and lines that show where a field or the keyboard is. */
const texts = [
  ['ink', 'paper surface sunken tint bad-ground'],
  ['soft', 'paper surface sunken'],
  ['accent', 'paper surface'],
  ['accent-deep', 'paper surface tint'],
  ['on-accent', 'accent accent-deep'],
  ['on-mark', 'mark'],
  ['bad', 'bad-ground surface'],
] as const;
const lines = [
  ['edge', 'paper surface'],
  ['focus', 'paper surface tint'],
  ['accent', 'paper surface tint'],
  ['bad', 'paper'],
] as const;

describe('the colours of the pages', () => {
  it('are measured as WCAG says', () => {
    expect(contrast('#000', '#fff')).to.be.closeTo(21, 0.01);
    expect(contrast('#777777', '#ffffff')).to.be.closeTo(4.48, 0.01);
  });

  for (const [scheme, css] of [
    ['light', light],
    ['dark', dark],
  ] as const) {
    it(`can be read, ${scheme}`, () => {
      const all = colours(css);
      expect(all.size).to.be.greaterThan(15);
      for (const [least, pairs] of [
        [4.5, texts],
        [3, lines],
      ] as const) {
        for (const [fore, grounds] of pairs) {
          for (const ground of grounds.split(' ')) {
            const found = contrast(all.get(fore) ?? '', all.get(ground) ?? '');
            expect(found, `${fore} on ${ground}`).to.be.at.least(least);
          }
        }
      }
    });
  }

  it('can be read on the tiles', () => {
    const tiles = [...read('search.css').matchAll(/\.tile-\d \{\s*background: (#[0-9a-f]+);/g)];
    expect(tiles).to.have.length(8);
    for (const [, colour = ''] of tiles) {
      expect(contrast('#fff', colour), colour).to.be.at.least(4.5);
    }
  });
});
