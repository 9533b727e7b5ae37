import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { Memberships } from '../../scripts/bench/memberships.ts';

const items = Array.from({ length: 20 }, (_, index) => ({
  id: 100 + index,
  key: `K${String(19 - index).padStart(2, '0')}`,
  type: 'course',
}));
const queries = [
  { id: 7, uuid: 'b' },
  { id: 8, uuid: 'a' },
];

/** Every pair of ids. */
function make(pairs: readonly (readonly [query: number, item: number])[]): Memberships {
  const memberships = new Memberships(items, queries);
  for (const [query, item] of pairs) {
    memberships.add(query, item);
  }
  return memberships;
}

describe('bench: memberships', () => {
  it('holds exactly what was added', () => {
    const memberships = make([
      [7, 100],
      [7, 119],
      [8, 112],
    ]);
    const held = memberships.queries.map(({ uuid }, query) => [
      uuid,
      ...memberships.membersOf(query).map((item) => memberships.items[item]?.key),
    ]);
    expect(held).to.deep.equal([
      ['a', 'K07'],
      ['b', 'K00', 'K19'],
    ]);
    expect(memberships.count).to.equal(3);
    expect(memberships.has(memberships.queryByUuid.get('b') ?? -1, memberships.itemByKey.get('K19') ?? -1)).to.equal(
      true,
    );
    expect(memberships.has(memberships.queryByUuid.get('a') ?? -1, memberships.itemByKey.get('K19') ?? -1)).to.equal(
      false,
    );
  });

  it('has no members of a query or an item that is not there', () => {
    const memberships = make([[7, 100]]);
    expect(memberships.has(-1, 0)).to.equal(false);
    expect(memberships.has(0, -1)).to.equal(false);
  });

  it('refuses a row that points nowhere', () => {
    expect(() => make([[9, 100]])).to.throw(/do not both exist/);
    expect(() => make([[7, 99]])).to.throw(/do not both exist/);
  });

  it('has a checksum over uuids and keys, whatever the ids and the order', () => {
    const expected = createHash('sha256').update('a K07\nb K00\nb K19\n').digest('hex');
    expect(
      make([
        [7, 119],
        [8, 112],
        [7, 100],
      ]).checksum(),
    ).to.equal(expected);
    expect(
      make([
        [7, 119],
        [8, 112],
      ]).checksum(),
    ).to.not.equal(expected);
    expect(
      make([
        [7, 119],
        [8, 112],
        [8, 100],
      ]).checksum(),
    ).to.not.equal(expected);
  });
});
