import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import type { FilterCost } from '../../src/inclusion/port.ts';
import { makeService, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';
import { uuidOf } from '../support/documents.ts';

const days = Array.from({ length: 20 }, (_, index) => `2026-01-${String(index + 1).padStart(2, '0')}`);

/** The class of each. */
const filters: Record<string, [filter: object, costClass: string]> = {
  'one value': [{ org: 'a' }, 'terms'],
  'a list': [{ key: ['C+1', 'C+2', 'C+3'] }, 'terms'],
  'values side by side': [{ org: 'a', level_type: 'x' }, 'terms'],
  'any of several': [{ any_of: [{ org: 'a' }, { level_type: 'x' }] }, 'terms'],
  'whether there is one': [{ level_type__exists: true }, 'terms'],
  'forced beside a value': [{ org: 'a', enterprise_force_include_aggregation_keys: ['course:C+9'] }, 'terms'],
  'a list beside a value': [{ key: ['C+1', 'C+2'], org: 'a' }, 'verified'],
  'an exclusion': [{ org: 'a', level_type__not: 'x' }, 'verified'],
  'an exclusion alone': [{ level_type__not: 'x' }, 'verified'],
  'a bound': [{ min_effort__lte: 3 }, 'verified'],
  numbers: [{ min_effort: [1, 2, 3] }, 'verified'],
  'a phrase': [{ title: 'item 1' }, 'words'],
  'stemmed words': [{ any_of: [{ q__match: 'items' }, { org: 'a' }] }, 'words'],
  'many dates': [{ start: days.filter((_, index) => index % 2 === 0), org: 'a' }, 'scripted'],
};

describe('what filters cost', function () {
  this.timeout(30_000);
  let service: TestService;
  let costs: Map<string, FilterCost>;

  before(async () => {
    service = await makeService();
    const documents = Array.from({ length: 40 }, (_, index) => ({
      content_type: 'course',
      key: `C+${String(index)}`,
      title: `Item ${String(index)}`,
      org: index % 4 === 0 ? 'a' : 'b',
      level_type: index % 2 === 0 ? 'x' : null,
      min_effort: index % 10,
    }));
    const { claims } = await service.replication.store(documents, { author });
    await service.inclusion.decideItems(claims);
    await service.inclusion.importQueries(
      Object.entries(filters).map(([title, [filter]]) => {
        const text = JSON.stringify(filter);
        return { uuid: uuidOf(title), title, filter: { text, node: parseJson(text) } };
      }),
    );
    const listed = await service.inclusion.filterCosts({ after: 0, offset: 0, limit: 100 });
    expect(listed.count).to.equal(Object.keys(filters).length);
    costs = new Map(listed.filters.map((cost) => [String(cost.title), cost]));
  });
  after(() => service.stop());

  for (const [title, [filter, expected]] of Object.entries(filters)) {
    it(`${title}: ${JSON.stringify(filter).slice(0, 60)} is ${expected}`, () => {
      const cost = costs.get(title);
      expect(cost?.costClass).to.equal(expected);
      // One word is a term like others, however it was found.
      expect(cost?.extractionResult).to.equal(title === 'a phrase' ? 'partial' : 'complete');
      expect(cost?.candidates).to.be.at.least(cost?.matches ?? Infinity);
    });
  }

  it('candidates are what the terms select', () => {
    expect(costs.get('an exclusion')).to.include({ candidates: 10, matches: 0, verifiedPerMatch: 10 });
    expect(costs.get('an exclusion alone')).to.include({ candidates: 40, matches: 20, verifiedPerMatch: 2 });
    expect(costs.get('a list beside a value')).to.include({ candidates: 2, matches: 0, verifiedPerMatch: 2 });
    expect(costs.get('a list')).to.include({ candidates: 3, matches: 3, verifiedPerMatch: 0 });
    expect(costs.get('numbers')).to.include({ candidates: 40, matches: 12, verifiedPerMatch: 40 / 12 });
  });

  it('are told page by page', async () => {
    const { filters: page } = await service.inclusion.filterCosts({ after: 0, offset: 1, limit: 2 });
    expect(page.map(({ title }) => title)).to.deep.equal(['a list', 'values side by side']);
  });
});
