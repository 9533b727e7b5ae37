import { expect } from 'chai';
import { Containment, type Reason } from '../../scripts/bench/containment.ts';
import { Memberships } from '../../scripts/bench/memberships.ts';
import { planLookups } from '../../scripts/bench/plan-lookups.ts';
import { RandomStream } from '../../scripts/corpus/random.ts';

/** Courses C0 … C39, each with the runs C0/a and C0/b. */
const courses = Array.from({ length: 40 }, (_, index) => `C${String(index)}`);
const runs = courses.flatMap((key) => [`${key}/a`, `${key}/b`]);
const items = [...courses, ...runs].map((key, index) => ({ id: index + 1, key, type: 'any' }));
const parents = new Map(runs.map((key) => [key, key.slice(0, -2)]));

/** A containment with these members of one query; the same again for a second, empty query. */
function contain(members: readonly string[]): Containment {
  const memberships = new Memberships(items, [
    { id: 1, uuid: 'a' },
    { id: 2, uuid: 'b' },
  ]);
  for (const key of members) {
    memberships.add(1, items.find((item) => item.key === key)?.id ?? 0);
  }
  return new Containment(memberships, parents);
}

describe('bench: containment', () => {
  function reasons(members: readonly string[], ...keys: string[]): Reason[] {
    const containment = contain(members);
    return keys.map((key) => containment.reason(0, containment.memberships.itemByKey.get(key) ?? -1));
  }

  it('is membership, or that of the course, or that of a run', () => {
    expect(reasons(['C1'], 'C1', 'C1/a', 'C1/b', 'C2', 'C2/a')).to.deep.equal([
      'member',
      'course',
      'course',
      'not',
      'not',
    ]);
    expect(reasons(['C1/a'], 'C1', 'C1/a')).to.deep.equal(['run', 'member']);
  });

  it('goes one step and no further: a run says nothing about its sibling', () => {
    expect(reasons(['C1/a'], 'C1/b')).to.deep.equal(['not']);
  });
});

describe('bench: plan of containment requests', () => {
  const containment = contain([...courses.slice(0, 12), ...runs.slice(50)]);
  const catalogs = ['x', 'y', 'z'].map((uuid) => ({ uuid, query: 0 }));

  it('has half of the answers false, and all the reasons', () => {
    const [first = [], second = []] = planLookups(containment, catalogs, [50, 100], new RandomStream(1));
    expect([first.length, second.length]).to.deep.equal([50, 100]);
    const count = (reason: Reason): number => second.filter((lookup) => lookup.reason === reason).length;
    expect(count('not')).to.equal(50);
    expect([count('course'), count('run')]).to.deep.equal([10, 10]);
    for (const { query, item, reason } of second) {
      expect(containment.reason(query, item)).to.equal(reason);
    }
  });

  it('asks nothing twice, not even between the lists', () => {
    const lookups = planLookups(containment, catalogs, [50, 100], new RandomStream(1)).flat();
    expect(new Set(lookups.map(({ catalog, item }) => `${catalog} ${String(item)}`)).size).to.equal(150);
  });

  it('is the same for the same seed, in an order that does not tell the answer', () => {
    const plan = (seed: number): string =>
      JSON.stringify(planLookups(containment, catalogs, [100], new RandomStream(seed)));
    expect(plan(1)).to.equal(plan(1)).and.not.equal(plan(2));
    const [lookups = []] = planLookups(containment, catalogs, [100], new RandomStream(1));
    const repeats = lookups.filter(
      ({ reason }, index) => (reason === 'not') === (lookups[index - 1]?.reason === 'not'),
    );
    expect(repeats.length).to.be.within(25, 75);
  });

  it('takes members where no run or course can be found', () => {
    const [lookups = []] = planLookups(contain(['C1', 'C1/a', 'C1/b']), catalogs, [8], new RandomStream(1));
    expect(new Set(lookups.map(({ reason }) => reason))).to.deep.equal(new Set(['member', 'not']));
  });

  it('refuses more than the corpus has', () => {
    expect(() => planLookups(contain(['C1']), catalogs, [40], new RandomStream(1))).to.throw(/too small/);
  });
});
