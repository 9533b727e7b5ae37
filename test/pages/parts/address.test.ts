import { expect } from 'chai';
import { coursePath, everything, readPlace, searchPath, searchRequest } from '../../../src/pages/browser/address.ts';

const place = (address: string) => readPlace(new URL(address, 'http://127.0.0.1/'));

describe('addresses of the search page', () => {
  const customer = '8e1d7b42-5c3a-4f96-b0e7-2a4c6d8f1b33';
  const search = {
    text: 'c++ & “more” ',
    customer,
    chosen: { subjects: ['Data Analysis & Statistics', 'Math'], level_type: ['Advanced'] },
    page: 3,
  };

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

  it('become a request with highlights', () => {
    expect(searchRequest({ ...everything, text: 'a b', page: 2 }, 20)).to.equal(
      '/api/v1/search?q=a+b&page=2&page_size=20&highlight=true',
    );
  });
});
