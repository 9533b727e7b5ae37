import { expect } from 'chai';
import { fields } from '../../src/replication/projection/fields.ts';
import { projectionMapping } from '../../src/replication/projection/mapping.ts';
import { expectGolden } from '../support/golden.ts';

describe('mapping of the projection', () => {
  it('is the one in mappings/', async () => {
    await expectGolden(new URL('../../mappings/projection.json', import.meta.url), projectionMapping());
  });

  it('takes in every field but q, the two lists of names, the key as text and for forced inclusion, and refuses anything else', () => {
    const { dynamic, properties } = projectionMapping();
    expect(dynamic).to.equal('strict');
    const names = fields.map(({ name }) => name as string).filter((name) => name !== 'q');
    expect(Object.keys(properties)).to.have.members([...names, 'key_words', 'present', 'absent', 'force_key']);
    expect(properties['start']).to.deep.equal({ type: 'long' });
    expect(properties['min_effort']).to.deep.equal({ type: 'double' });
    expect(properties['hidden']).to.deep.equal({ type: 'boolean' });
    expect(properties['org']).to.deep.equal({ type: 'keyword' });
  });
});
