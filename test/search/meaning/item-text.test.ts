import { expect } from 'chai';
import type { SearchFields } from '../../../src/content-index/port.ts';
import { cutText, textOfItem } from '../../../src/search/meaning/remote/item-text.ts';

const fields = (members: Partial<SearchFields>): SearchFields =>
  ({
    ...{
      title: '',
      short_description: '',
      full_description: '',
      outcome: '',
      skill_names: [],
      subjects: [],
      shown: {},
    },
    ...members,
  }) as unknown as SearchFields;

describe('what an item says', () => {
  const item = {
    title: 'Voyage',
    short_description: 'At sea.',
    full_description: 'All of it.',
    skill_names: ['Knots', 'Maps'],
    subjects: ['Water'],
    outcome: 'You can sail.',
  };

  it('is what tells most first', () => {
    expect(textOfItem(fields(item))?.text).to.equal('Voyage\nAt sea.\nYou can sail.\nKnots, Maps\nWater\nAll of it.');
  });

  it('has a hash that only what it says changes', () => {
    const hash = textOfItem(fields(item))?.hash;
    expect(textOfItem(fields({ ...item, price: 5, level_type: 'Advanced', shown: { x: 1 } })))
      .to.include({ hash })
      .and.not.equal(undefined);
    for (const change of [
      { title: 'Voyages' },
      { short_description: '' },
      { full_description: 'Less.' },
      { skill_names: ['Knots'] },
      { subjects: [] },
      { outcome: '' },
    ]) {
      expect(textOfItem(fields({ ...item, ...change }))?.hash, JSON.stringify(change)).to.not.equal(hash);
    }
  });

  it('is nothing where there is nothing but blanks', () => {
    expect(textOfItem(fields({ title: ' ', outcome: '\n' }))).to.equal(undefined);
  });

  it('is cut, but never within a character', () => {
    expect(textOfItem(fields({ title: 'T', full_description: 'x'.repeat(5_000) }))?.text.length).to.equal(1_500);
    expect(cutText(`${'x'.repeat(1_499)}🚢`)).to.equal('x'.repeat(1_499));
  });
});
