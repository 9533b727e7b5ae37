import { expect } from 'chai';
import { readFilter } from '../../../src/inclusion/queries/read-filter.ts';
import { RefusedError } from '../../../src/kernel/errors.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import { fields } from '../../../src/replication/port.ts';

function codesOf(filter: unknown): string[] {
  const text = JSON.stringify(filter);
  try {
    readFilter({ text, node: parseJson(text) }, 0);
  } catch (error) {
    expect(error).to.be.instanceOf(RefusedError);
    return (error as RefusedError).faults.map(({ pointer, code }) => `${pointer} ${code}`);
  }
  return [];
}

describe('filters as a whole', () => {
  /** Two clauses a field: it has a value, and it has none. */
  const keywords = Object.fromEntries(
    fields
      .filter(({ name, type }) => type === 'keyword' && name !== 'content_type')
      .map(({ name }) => [name, [null, 'x']]),
  );

  it('have as many clauses as the engine takes', () => {
    const each = Object.keys(keywords).length * 2;
    const most = Math.floor(1_000 / each);
    const filters = (count: number): object[] => Array.from({ length: count }, () => keywords);
    expect(codesOf({ any_of: filters(most) })).to.deep.equal([]);
    expect(codesOf({ any_of: filters(most + 1) })).to.deep.equal(['/content_filter too_many_conditions']);
    expect(codesOf({ none_of: filters(64) })).to.deep.equal(['/content_filter too_many_conditions']);
  });

  it('have at most six million bytes', () => {
    expect(codesOf({ key: ['k'.repeat(4_000_000)] })).to.deep.equal([]);
    expect(codesOf({ key: ['k'.repeat(6_000_000)] })).to.deep.equal(['/content_filter too_large']);
  });
});
