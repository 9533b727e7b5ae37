import { expect } from 'chai';
import { fields } from '../../src/replication/projection/fields.ts';
import { projectionMapping } from '../../src/replication/projection/mapping.ts';
import { expectGolden } from '../support/golden.ts';

describe('mapping of the projection', () => {
  it('is the one in mappings/', async () => {
    await expectGolden(new URL('../../mappings/projection.json', import.meta.url), projectionMapping());
  });

  it('takes in every field but text, the two lists of names and the key for forced inclusion, and refuses anything else', () => {
    const { dynamic, properties } = projectionMapping();
    expect(dynamic).to.equal('strict');
    const names = fields.filter(({ type }) => type !== 'text').map(({ name }) => name as string);
    expect(Object.keys(properties)).to.have.members([...names, 'present', 'absent', 'force_key']);
    expect(properties['start']).to.deep.equal({ type: 'long' });
    expect(properties['min_effort']).to.deep.equal({ type: 'double' });
    expect(properties['hidden']).to.deep.equal({ type: 'boolean' });
    expect(properties['org']).to.deep.equal({ type: 'keyword' });
  });
});
