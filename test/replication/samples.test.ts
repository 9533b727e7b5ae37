import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readRaw } from '../../src/replication/contract/read-raw.ts';
import { normalize } from '../../src/replication/normalize/normalize.ts';
import { project } from '../../src/replication/projection/project.ts';
import { expectGolden } from '../support/golden.ts';

const now = Date.UTC(2026, 0, 15);
const samples = JSON.parse(readFileSync(new URL('cases/samples.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>;

/** Documents as upstream really shapes them, of every kind. */
describe('sample documents', () => {
  for (const [name, document] of Object.entries(samples)) {
    it(`${name}: projection and normalised form`, async () => {
      const read = readRaw(document);
      if (!read.ok) {
        expect.fail(JSON.stringify(read.errors));
      }
      const projected = project(read.raw, { now, defaultPartner: 'edx' });
      expect(projected.faults).to.deep.equal([]);
      await expectGolden(new URL(`golden/${name}.json`, import.meta.url), {
        ...projected,
        normalized: normalize(read.raw, { now }),
      });
    });
  }

  it('carry the dates and prices that we work out', () => {
    const course = samples['course'] as Record<string, unknown>;
    const read = readRaw(course);
    const normalized = read.ok ? normalize(read.raw, { now }) : undefined;
    expect(normalized?.normalized_metadata).to.deep.equal(course['normalized_metadata']);
    expect(normalized?.normalized_metadata_by_run).to.deep.equal(course['normalized_metadata_by_run']);
  });
});
