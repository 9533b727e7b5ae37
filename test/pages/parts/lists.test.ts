import { expect } from 'chai';
import { readIndexOrder } from '../../../src/portal/ask/index-order.ts';
import { attributeOf } from '../../../src/portal/names.ts';
import { facets as served, sorts } from '../../../src/search/port.ts';
import {
  facets,
  inOrder,
  orders,
  priceAttribute,
  typeAttribute,
  valueInWords,
} from '../../../src/pages/browser/facets.ts';
import { lastPage, pagesToOffer } from '../../../src/pages/browser/pages.ts';

describe('lists on the search page', () => {
  it('know every facet that the search has, by the name that portals know it by', () => {
    const own = [...facets.map(({ name }) => name), 'content_type', 'course_type'];
    expect(own.sort()).to.deep.equal([...served].sort());
    for (const { name, attribute } of facets) {
      expect(attributeOf(attribute), attribute).to.equal(name);
    }
    expect([attributeOf(typeAttribute), attributeOf(priceAttribute)]).to.deep.equal(['content_type', 'price']);
  });

  it('come in orders that the service knows', () => {
    for (const { sort } of orders) {
      expect(sorts, sort).to.include(sort);
      expect(readIndexOrder(inOrder('i', sort), ['i']), sort).to.deep.equal({ index: 'i', sort });
    }
  });

  it('say kinds in words', () => {
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
