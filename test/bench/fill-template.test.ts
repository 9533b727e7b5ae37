import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { fillTemplate } from '../../scripts/bench/fill-template.ts';

describe('bench: fill template', () => {
  it('puts parameters in as they are, and does not look for parameters in them', () => {
    const filled = fillTemplate('{"a": [{"$": "x"}, {"b": {"$": "y"}}], "$": 1}', { x: { $: 'y' }, y: null });
    expect(filled).to.deep.equal({ a: [{ $: 'y' }, { b: null }], $: 1 });
  });

  it('wants every parameter', () => {
    expect(() => fillTemplate('{"a": {"$": "x"}}', { y: 1 })).to.throw('parameter x is not given');
  });

  it('fills the percolation that the service sends', () => {
    const text = readFileSync(new URL('../../queries/percolate-whole.json', import.meta.url), 'utf8');
    const parameters = { among: { match_all: {} }, projection: { key: ['A+1'] }, size: 5, partition: 0, partitions: 1 };
    const filled = JSON.stringify(fillTemplate(text, parameters));
    expect(filled).to.include('"document":{"filter":{"key":["A+1"]}}').and.not.include('"$"');
  });
});
