import { expect } from 'chai';
import { compileFilter } from '../../../src/inclusion/filter/compile-filter.ts';
import { faultsOf, inShort, parse } from './support/read.ts';

describe('corrected spellings', () => {
  const cases: [written: string, meant: string][] = [
    ['aggregration__key', 'aggregation_key'],
    ['aggregation__key', 'aggregation_key'],
    ['aggregation__key__exclude', 'aggregation_key__exclude'],
    ['aggregration__key__not', 'aggregation_key__not'],
    ['enrollment_mode', 'type'],
    ['enrollment_mode__in', 'type__in'],
    ['key.raw', 'key'],
    ['key.raw__exclude', 'key__exclude'],
    ['org__exempt', 'org__exclude'],
  ];
  for (const [written, meant] of cases) {
    it(`${written} is ${meant}`, () => {
      const parsed = parse({ [written]: ['A', 'b'] });
      expect(parsed.corrections).to.deep.equal([{ from: written, to: meant }]);
      expect(parsed.conditions).to.deep.equal(parse({ [meant]: ['A', 'b'] }).conditions);
      expect(parse({ [meant]: 'x' }).corrections).to.deep.equal([]);
    });
  }

  it('the wrong and the right spelling both apply', () => {
    const parsed = parse({ key: ['A', 'B'], 'key.raw': ['B', 'C'] });
    expect(compileFilter(parsed, 0)).to.deep.equal({
      bool: { filter: [{ terms: { 'filter.key': ['A', 'B'] } }, { terms: { 'filter.key': ['B', 'C'] } }] },
    });
  });

  it('stand only for the field part', () => {
    expect(inShort(faultsOf({ org__exempt__not: 'x' }))).to.deep.equal(['/org__exempt__not unknown_field']);
    expect(inShort(faultsOf({ partner__exempt: 'x' }))).to.deep.equal(['/partner__exempt unknown_operator']);
    expect(inShort(faultsOf({ enrollment_modes: 'x' }))).to.deep.equal(['/enrollment_modes unknown_field']);
  });

  it('a fault of a corrected entry points to what was written', () => {
    expect(inShort(faultsOf({ aggregation__key: 3, 'key.raw': [''] }))).to.deep.equal([
      '/aggregation__key wrong_type',
      '/key.raw/0 empty_value',
    ]);
  });
});
