import { expect } from 'chai';
import { Pins } from '../../../src/search/steer/pins.ts';
import { readPin } from '../../../src/search/steer/read-pin.ts';
import type { NewPin } from '../../../src/search/port.ts';

const acme = '51291603-8058-4c93-b7d9-eb4c620c0867';

const pin = (name: string, more: Partial<NewPin>): NewPin => ({
  name,
  customer: null,
  matches: 'exact',
  text: '',
  pinned: [name],
  hidden: [],
  ...more,
});

describe('rules about pinned and hidden items', () => {
  it('hold for a text, or what begins with its words, whatever case, accents and signs', () => {
    const pins = new Pins([
      pin('exact', { text: 'Data Science' }),
      pin('begin', { matches: 'beginning', text: 'Data' }),
      pin('blank', {}),
      pin('every', { matches: 'beginning' }),
    ]);
    const rules = (text: string | undefined): readonly string[] => pins.placed(text, undefined).rules;
    expect(rules('DATA, science!')).to.deep.equal(['exact', 'begin', 'every']);
    expect(rules('dätä')).to.deep.equal(['begin', 'every']);
    expect(rules('data science now')).to.deep.equal(['begin', 'every']);
    expect(rules('database')).to.deep.equal(['every']);
    expect(rules('science data')).to.deep.equal(['every']);
    expect(rules(' \t')).to.deep.equal(['blank', 'every']);
    expect(rules(undefined), 'nothing is searched for').to.deep.equal(['every']);
  });

  it('of the customer come before everybody’s, the more exact ones before the others', () => {
    const pins = new Pins([
      pin('a', { matches: 'beginning', text: 'one', pinned: ['K1', 'K2'] }),
      pin('b', { matches: 'beginning', text: 'one two', pinned: ['K3', 'K1'] }),
      pin('c', { text: 'one two', pinned: ['K4'], hidden: ['K2'] }),
      pin('d', { text: 'one two', pinned: ['K5'], customer: acme }),
      pin('e', { text: 'one two', pinned: ['K6'], customer: acme.replace('5', '6') }),
    ]);
    expect(pins.placed('one two', acme.toUpperCase())).to.deep.equal({
      rules: ['d', 'c', 'b', 'a'],
      pinned: ['K5', 'K4', 'K3', 'K1'],
      hidden: ['K2'],
    });
    expect(pins.placed('one two', undefined).rules).to.deep.equal(['c', 'b', 'a']);
    expect(pins.placed('one', acme)).to.deep.equal({ rules: ['a'], pinned: ['K1', 'K2'], hidden: [] });
  });

  it('pin twenty items at most', () => {
    const keys = (prefix: string): string[] => Array.from({ length: 15 }, (_, n) => `${prefix}${String(n)}`);
    const pins = new Pins([pin('a', { pinned: keys('a') }), pin('b', { pinned: keys('b') })]);
    expect(pins.placed('', undefined).pinned).to.deep.equal([...keys('a'), ...keys('b').slice(0, 5)]);
  });

  it('are refused with everything that is wrong with them', () => {
    const codes = (more: Partial<NewPin>): string[] => {
      const read = readPin(pin('one', more));
      return 'faults' in read ? read.faults.map(({ pointer, code }) => `${pointer} ${code}`) : [];
    };
    const keys = (count: number): string[] => Array.from({ length: count }, (_, n) => `K${String(n)}`);
    expect(codes({})).to.deep.equal([]);
    expect(codes({ customer: 'Acme', pinned: [] })).to.deep.equal(['/customer no_uuid', '/pinned nothing']);
    expect(codes({ pinned: keys(21) })).to.deep.equal(['/pinned too_many']);
    expect(codes({ hidden: keys(101), pinned: [] })).to.deep.equal(['/hidden too_many']);
    expect(codes({ pinned: ['K', 'K'] })).to.deep.equal([]);
    expect(codes({ pinned: ['K'], hidden: ['K'] })).to.deep.equal(['/hidden both']);
    expect(codes({ pinned: [' K'] })).to.deep.equal(['/pinned no_key']);
    expect(codes({ hidden: ['', 'K'.repeat(256)] })).to.deep.equal(['/hidden no_key']);
    expect(codes({ text: 'word '.repeat(33) })).to.deep.equal(['/text too_long']);
    const kept = readPin(pin('one', { customer: acme.toUpperCase(), text: '  Data   Science ', pinned: ['K', 'K'] }));
    expect(kept).to.include({ customer: acme, text: 'Data Science' });
    expect(kept).to.deep.include({ pinned: ['K'] });
  });
});
