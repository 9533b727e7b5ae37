import { expect } from 'chai';
import type { SearchScope } from '../../src/inclusion/port.ts';
import { scopeQuery } from '../../src/search/scope-query.ts';

/** Answers each part with the ids that the test gives for it, and keeps what was asked. */
function fakeIndex(answers: number[][]): {
  index: Parameters<typeof scopeQuery>[0];
  asked: object[];
  closed: () => number;
} {
  const asked: object[] = [];
  let closed = 0;
  const snapshot = {
    matching: (query: object) => {
      asked.push(query);
      const ids = answers[asked.length - 1];
      return ids === undefined
        ? Promise.reject(new Error('the engine is away'))
        : Promise.resolve(new Map(ids.map((id) => [id, 1])));
    },
    search: () => Promise.reject(new Error('it is not asked this')),
    close: () => {
      closed += 1;
      return Promise.resolve();
    },
  };
  return { index: { snapshot: () => Promise.resolve(snapshot) }, asked, closed: () => closed };
}

/** A compiled filter of so many clauses. */
const filterOf = (clauses: number): object => ({
  bool: { filter: Array.from({ length: clauses }, (_, index) => ({ term: { 'filter.org': String(index) } })) },
});
const within = (filters: object[], contentIds: number[] = []): SearchScope => ({ filters, contentIds, shownIds: [] });
const should = (query: object): object[] => (query as { bool: { should: object[] } }).bool.should;

describe('what a search is kept to', () => {
  it('stands in the search itself while the engine takes it', async () => {
    const { index, asked } = fakeIndex([]);
    const filters = [filterOf(300), filterOf(300)];
    expect(await scopeQuery(index, within(filters))).to.deep.equal({
      bool: { should: filters, minimum_should_match: 1 },
    });
    expect(asked).to.deep.equal([]);
  });

  it('is evaluated in parts beyond that, no part larger than the engine takes, and every filter asked once', async () => {
    const { index, asked, closed } = fakeIndex([[1, 2], [2, 3], []]);
    const filters = [filterOf(400), filterOf(201), filterOf(399), filterOf(700)];
    const query = await scopeQuery(index, within(filters));
    expect(asked.map((part) => should(part).length)).to.deep.equal([1, 2, 1]);
    expect(asked.flatMap(should)).to.deep.equal(filters);
    expect(should(query)).to.deep.equal([{ terms: { content_id: [1, 2, 3] } }]);
    expect(closed()).to.equal(1);
  });

  it('is nothing when no part matches, and several lists when there are very many ids', async () => {
    const none = await scopeQuery(fakeIndex([[], []]).index, within([filterOf(500), filterOf(500)]));
    expect(should(none)).to.deep.equal([{ terms: { content_id: [] } }]);
    const ids = Array.from({ length: 130_000 }, (_, id) => id);
    const many = await scopeQuery(fakeIndex([ids, [7]]).index, within([filterOf(500), filterOf(500)]));
    const lists = should(many).map((one) => (one as { terms: { content_id: number[] } }).terms.content_id);
    expect(lists.map(({ length }) => length)).to.deep.equal([60_000, 60_000, 10_000]);
    expect(lists.flat()).to.deep.equal(ids);
  });

  it('has the items that no filter finds beside the filters, or among those that were found in parts', async () => {
    const { index } = fakeIndex([[1, 2], [2]]);
    expect(await scopeQuery(index, within([filterOf(3)], [7, 8]))).to.deep.equal({
      bool: { should: [filterOf(3), { terms: { content_id: [7, 8] } }], minimum_should_match: 1 },
    });
    const parted = await scopeQuery(index, within([filterOf(500), filterOf(500)], [2, 9]));
    expect(should(parted)).to.deep.equal([{ terms: { content_id: [2, 9, 1] } }]);
    const many = Array.from({ length: 60_001 }, (_, id) => id);
    const lists = should(await scopeQuery(index, within([filterOf(3)], many))).slice(1);
    expect(lists.map((one) => (one as { terms: { content_id: number[] } }).terms.content_id.length)).to.deep.equal([
      60_000, 1,
    ]);
  });

  it('leaves no snapshot open when the engine goes away', async () => {
    const { index, closed } = fakeIndex([[1]]);
    const failed = await scopeQuery(index, within([filterOf(500), filterOf(500)])).catch((error: unknown) => error);
    expect((failed as Error).message).to.equal('the engine is away');
    expect(closed()).to.equal(1);
  });
});
