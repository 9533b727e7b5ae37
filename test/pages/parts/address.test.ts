import { expect } from 'chai';
import { coursePath, everything, readPlace, searchPath } from '../../../src/pages/browser/address.ts';
import { addressOf, stateOf } from '../../../src/pages/browser/ui-state.ts';

const place = (address: string) => readPlace(new URL(address, 'http://127.0.0.1/'));

describe('addresses of the search page', () => {
  const customer = '8e1d7b42-5c3a-4f96-b0e7-2a4c6d8f1b33';
  const search = {
    text: 'c++ & “more” ',
    customer,
    catalog: '3f0c2e5a-6d1b-4c7e-9a58-0b2d4f6a8c11',
    type: 'program',
    chosen: { subjects: ['Data Analysis & Statistics', 'Math'], level_type: ['Advanced'] },
    price: { from: 10, to: undefined },
    sort: '-price',
    page: 3,
  } as const;

  it('say all that a page of results depends on, and are read as they were written', () => {
    expect(place(searchPath(search))).to.deep.equal({ at: 'search', search });
    expect(searchPath(everything)).to.equal('/search');
    expect(place('/search')).to.deep.equal({ at: 'search', search: everything });
    expect(place('/search/')).to.deep.equal({ at: 'search', search: everything });
  });

  it('carry content keys of every form', () => {
    for (const key of ['Org+Num', 'course-v1:Org+Num+Run', 'a/b?c#d%20e', 'ünïcode', customer]) {
      const course = { key, customer: undefined, page: 1 };
      expect(place(coursePath(course)), key).to.deep.equal({ at: 'course', course });
    }
    expect(coursePath({ key: 'course-v1:Org+Num+Run', customer, page: 2 })).to.equal(
      `/search/course/course-v1%3AOrg%2BNum%2BRun?customer=${customer}&page=2`,
    );
  });

  it('are read with whatever stands in them', () => {
    for (const page of ['0', '-1', 'x', '1e3', '', '9999999', '1.5']) {
      expect(place(`/search?page=${page}`), page).to.deep.equal({ at: 'search', search: everything });
    }
    expect(place('/search?subjects=&subjects=A&subjects=A&unknown=1&filter.org=x')).to.deep.equal({
      at: 'search',
      search: { ...everything, chosen: { subjects: ['A'] } },
    });
    expect(place(`/search?customer=${customer.toUpperCase()}`)).to.deep.equal({
      at: 'search',
      search: { ...everything, customer },
    });
    expect(place(`/search?q=${'a'.repeat(600)}`)).to.deep.nested.include({ 'search.text': 'a'.repeat(500) });
    expect(place('/search/course/%E0%A4%A')).to.deep.nested.include({ 'course.key': '%E0%A4%A' });
  });

  it('are passed over where they name what there is not', () => {
    for (const query of [
      'content_type=video',
      'content_type=course&content_type=',
      'sort=best',
      'price=a..b',
      'price=5',
      'price=..',
    ]) {
      const { search } = place(`/search?${query}`) as { search: typeof everything };
      expect(search, query).to.deep.equal({ ...everything, type: query.includes('course') ? 'course' : undefined });
    }
    expect(place('/search?price=5..10')).to.deep.nested.include({ 'search.price': { from: 5, to: 10 } });
    expect(place('/search?price=..10')).to.deep.nested.include({ 'search.price': { from: undefined, to: 10 } });
  });

  it('become what InstantSearch keeps, and come back the same', () => {
    expect(stateOf(search, 'i')).to.deep.equal({
      query: 'c++ & “more” ',
      menu: { content_type: 'program' },
      refinementList: { subjects: ['Data Analysis & Statistics', 'Math'], level_type: ['Advanced'] },
      range: { first_enrollable_paid_seat_price: '10:' },
      sortBy: 'i_price_desc',
      page: 3,
    });
    expect(stateOf(everything, 'i')).to.deep.equal({});
    const others = [
      everything,
      { ...everything, price: { from: undefined, to: 0 } },
      { ...everything, chosen: { partners: ['-5 °C', 'a:b'] } },
    ];
    for (const address of [search, ...others]) {
      expect(addressOf(stateOf(address, 'i'), 'i', address)).to.deep.equal(address);
    }
    expect(stateOf({ ...everything, chosen: { partners: ['-5'] } }, 'i').refinementList).to.deep.equal({
      'partners.name': ['\\-5'],
    });
  });
});
