import { expect } from 'chai';
import { foundFragment, foundIn, readFound } from '../../../src/pages/browser/insights.ts';

describe('what the link to a result says of it', () => {
  const found = { index: 'enterprise_catalog', queryID: 'a'.repeat(32), objectID: 'course-Ünï "1"&+' };

  it('is read as it was written', () => {
    expect(readFound(foundIn(foundFragment(found)))).to.deep.equal(found);
  });

  it('is nothing where the address says nothing of a result, or something else', () => {
    expect(readFound(undefined)).to.equal(undefined);
    for (const fragment of [
      '',
      '#',
      '#catalogs-heading',
      '#found=',
      '#found=%5B1',
      '#found=7',
      '#found=null',
      '#found={}',
      '#found=["a","b"]',
      '#found=["a","b",3]',
      '#found=%E0%A4%A',
    ]) {
      expect(readFound(foundIn(fragment)), fragment).to.equal(undefined);
    }
  });
});
