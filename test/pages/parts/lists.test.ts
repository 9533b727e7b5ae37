import { expect } from 'chai';
import { facets as served } from '../../../src/search/port.ts';
import { facets, valueInWords, valuesOf } from '../../../src/pages/browser/facets.ts';
import { lastPage, pagesToOffer } from '../../../src/pages/browser/pages.ts';

describe('lists on the search page', () => {
  it('know every facet that the search has', () => {
    expect(facets.map(({ name }) => name).sort()).to.deep.equal([...served].sort());
  });

  it('have values by how many have them, then by name, and keep chosen ones', () => {
    expect(valuesOf({ b: 2, a: 2, c: 5, '2024': 1 }, ['a', 'gone'])).to.deep.equal([
      { value: 'c', count: 5, isChosen: false },
      { value: 'a', count: 2, isChosen: true },
      { value: 'b', count: 2, isChosen: false },
      { value: '2024', count: 1, isChosen: false },
      { value: 'gone', count: 0, isChosen: true },
    ]);
    expect(valueInWords('learning_type', 'learnerpathway')).to.equal('Pathway');
    expect(valueInWords('learning_type', 'Executive Education')).to.equal('Executive Education');
    expect(valueInWords('partners', 'course')).to.equal('course');
  });

  it('offer the first page, the last, and those around the one that is shown', () => {
    const cases: [number, number, string][] = [
      [1, 1, '1'],
      [1, 2, '1 2'],
      [1, 3, '1 2 3'],
      [1, 9, '1 2 gap 9'],
      [3, 9, '1 2 3 4 gap 9'],
      [4, 9, '1 2 3 4 5 gap 9'],
      [5, 9, '1 gap 4 5 6 gap 9'],
      [6, 9, '1 gap 5 6 7 8 9'],
      [9, 9, '1 gap 8 9'],
      [99, 9, '1 gap 9'],
    ];
    for (const [page, last, offered] of cases) {
      expect(pagesToOffer(page, last).join(' '), `${String(page)} of ${String(last)}`).to.equal(offered);
    }
  });

  it('end where the search cannot be paged further', () => {
    expect(lastPage(0, 20)).to.equal(1);
    expect(lastPage(20, 20)).to.equal(1);
    expect(lastPage(21, 20)).to.equal(2);
    expect(lastPage(1_000_000, 20)).to.equal(500);
  });
});
