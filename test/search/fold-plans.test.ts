import { expect } from 'chai';
import type { SearchPlan } from '../../src/search/build-search.ts';
import { foldPlans } from '../../src/search/fold-plans.ts';
import type { Filter, SearchRequest } from '../../src/search/port.ts';

const scope = { query: { terms: { content_id: [1] } }, shown: [] };
const planOf = (more: Partial<SearchRequest> = {}, beside: Partial<SearchPlan> = {}): SearchPlan => ({
  request: { text: 'x', page: 1, pageSize: 20, facets: [], valuesPerFacet: 100, ...more },
  scope,
  relaxed: null,
  ...beside,
});
/** Which of the folds each search is in. */
const placesOf = (plans: SearchPlan[]): number[] => {
  const folds = foldPlans(plans);
  return plans.map((plan) => folds.findIndex(({ places }) => places.has(plan)));
};
const level = { attribute: 'level_type', in: ['Advanced'] } satisfies Filter;
const skill = { attribute: 'skill_names', in: ['SQL', 'Pandas'] } satisfies Filter;

describe('searches of one page', () => {
  it('are one, with a view for each way in which they are narrowed', () => {
    const plans = [
      planOf({ filter: { all: [level, { all: [skill] }] }, facets: ['level_type', 'subjects'] }),
      planOf({ filter: { all: [skill] }, facets: ['level_type'], pageSize: 0 }),
      planOf({ filter: level, facets: ['skill_names'], pageSize: 0 }),
      planOf({ filter: { all: [skill, level] }, facets: ['partners', 'subjects'], pageSize: 0, valuesPerFacet: 10 }),
    ];
    const [fold, ...others] = foldPlans(plans);
    expect(others).to.deep.equal([]);
    expect(
      fold?.views.map(({ clauses, counts, lists }) => [
        clauses.map(({ filter }) => filter),
        [...counts.keys()],
        lists.length,
      ]),
    ).to.deep.equal([
      [[level, skill], ['level_type.100', 'subjects.100', 'partners.10', 'subjects.10'], 1],
      [[skill], ['level_type.100'], 0],
      [[level], ['skill_names.100'], 0],
    ]);
  });

  it('share a list where they want the same page of it, or the first', () => {
    const lists = (one: Partial<SearchRequest>, other: Partial<SearchRequest>): SearchRequest[] =>
      foldPlans([planOf(one), planOf(other)]).flatMap(({ views }) =>
        views.flatMap((view) => view.lists.map(({ request }) => request)),
      );
    const marked = { attributes: ['title'], whole: true } as const;
    const shared = lists(
      { pageSize: 5, highlight: marked, documents: true },
      { pageSize: 10, highlight: { ...marked, attributes: ['partners', 'title'] } },
    );
    expect(shared).to.have.length(1);
    expect(shared[0]).to.deep.include({
      pageSize: 10,
      documents: true,
      highlight: { attributes: ['title', 'partners'], whole: true },
    });
    expect(lists({ page: 3 }, { page: 3 })).to.have.length(1);
    expect(lists({ page: 3 }, { page: 3, pageSize: 5 })).to.have.length(2);
    expect(lists({ page: 3 }, { page: 1 })).to.have.length(2);
    expect(lists({ highlight: marked }, { highlight: { ...marked, whole: false } })).to.have.length(2);
  });

  it('stay apart where the words, what may be seen, or the order is another', () => {
    const runs: Filter = { any: [{ attribute: 'content_type', in: ['courserun'] }] };
    const apart: [SearchPlan, SearchPlan][] = [
      [planOf(), planOf({ text: 'y' })],
      [planOf(), planOf({ locale: 'es' })],
      [planOf(), planOf({ strict: true })],
      [planOf(), planOf({ show: 'everything' })],
      [planOf(), planOf({ sort: 'price' })],
      [planOf(), planOf({ filter: runs })],
      [planOf(), planOf({}, { scope: undefined })],
      [planOf(), planOf({}, { scope: { ...scope } })],
      [planOf({ cursor: 'x' }), planOf({ cursor: 'x' })],
      [planOf({ explain: true }), planOf({ explain: true })],
      [planOf({ chosen: { subjects: ['a'] } }), planOf({ chosen: { subjects: ['a'] } })],
      [planOf({}, { words: {} }), planOf({}, { words: {} })],
    ];
    for (const [one, other] of apart) {
      expect(placesOf([one, other]), JSON.stringify([one.request, other.request])).to.deep.equal([0, 1]);
    }
  });

  it('are several where one would be more than the engine takes', () => {
    const far = planOf({ page: 6, filter: level });
    expect(placesOf([far, planOf({ page: 5 }), planOf({ page: 6, filter: skill })])).to.deep.equal([0, 0, 1]);
    const wide = planOf({ facets: Array.from({ length: 10 }, () => 'skill_names' as const), valuesPerFacet: 1_000 });
    expect(placesOf([wide, { ...wide }, { ...wide }])).to.deep.equal([0, 0, 1]);
    const narrow = planOf({ filter: { any: Array.from({ length: 60 }, () => level) } });
    expect(placesOf([0, 1, 2, 3, 4].map(() => ({ ...narrow })))).to.deep.equal([0, 0, 0, 0, 1]);
  });
});
