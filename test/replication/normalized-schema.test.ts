import { readFileSync } from 'node:fs';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { normalizedSchema } from '../../src/replication/contract/normalized-schema.ts';
import { publishedSchemas } from '../../src/replication/contract/published-schemas.ts';
import { readRaw } from '../../src/replication/contract/read-raw.ts';
import { courseAsSeen } from '../../src/replication/normalize/course-as-seen.ts';
import { normalize } from '../../src/replication/normalize/normalize.ts';
import { makeSample } from '../corpus/support/sample.ts';
import { expectGolden } from '../support/golden.ts';
import { content } from './support/arbitrary-content.ts';
import { active, course, courserun, now, pathway, program } from './support/content.ts';

const ajv = formats.default(new Ajv2020({ allErrors: true, allowUnionTypes: true }));
const isWhole = ajv.compile(normalizedSchema);

/** As it is read: JSON, with what that cannot say left out. */
function faultsOf(normalized: unknown): string[] {
  isWhole(JSON.parse(JSON.stringify(normalized)));
  return (isWhole.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

describe('schema of the normalised form', () => {
  it('is kept by the samples', () => {
    const samples = JSON.parse(readFileSync(new URL('cases/samples.json', import.meta.url), 'utf8')) as object;
    for (const [name, document] of Object.entries(samples)) {
      const read = readRaw(document);
      expect(read.ok && faultsOf(normalize(read.raw, { now })), name).to.deep.equal([]);
    }
  });

  it('is kept by 2,000 items of a corpus', function () {
    this.timeout(20_000);
    for (const document of makeSample(2_000, 5).documents) {
      const read = readRaw(document);
      expect(read.ok && faultsOf(normalize(read.raw, { now })), JSON.stringify(document)).to.deep.equal([]);
    }
  });

  it('is kept by whatever keeps the contract', () => {
    let kept = 0;
    fc.assert(
      fc.property(content, (raw) => {
        const read = readRaw(JSON.parse(JSON.stringify(raw)));
        expect(read.ok ? faultsOf(normalize(read.raw, { now })) : []).to.deep.equal([]);
        kept += read.ok ? 1 : 0;
      }),
      { numRuns: 300 },
    );
    expect(kept).to.be.greaterThan(50);
  });

  it('is kept by a course as a query sees it that allows a restricted run', () => {
    const run = { ...active, key: 'course-v1:A+1+R', uuid: 'r1', restriction_type: 'custom-b2b-enterprise' };
    const raw = course({ advertised_course_run_uuid: 'r1', course_runs: [run] });
    const { normalized } = courseAsSeen(raw, { allowed: new Set([run.key]), now });
    expect(faultsOf(normalized)).to.deep.equal([]);
    expect(normalized.advertised_course_run?.key).to.equal(run.key);
  });

  it('lets nothing be missing, of another kind, or more', () => {
    const whole = normalize(course(), { now });
    for (const name of Object.keys(whole)) {
      const { [name]: left, ...others } = whole as unknown as Record<string, unknown>;
      expect(faultsOf(others), name).to.have.length.greaterThan(0);
      expect(faultsOf({ ...others, [name]: typeof left === 'boolean' ? 1 : true }), name).to.have.length.greaterThan(0);
    }
    expect(faultsOf({ ...whole, more: 1 })).to.have.length(1);
    expect(faultsOf({ ...whole, html: { ...whole.html, more: '' } })).to.have.length(1);
  });

  it('is kept by the least content of every kind', () => {
    for (const raw of [course(), courserun(), program(), pathway()]) {
      expect(faultsOf(normalize(raw, { now }))).to.deep.equal([]);
    }
  });

  it('is published beside the contracts of what comes in, each valid and under its name', async () => {
    expect([...publishedSchemas.keys()]).to.have.members([
      'upstream-course.v2',
      'upstream-courserun.v2',
      'upstream-program.v2',
      'upstream-learnerpathway.v2',
      'normalized.v1',
    ]);
    for (const [name, schema] of publishedSchemas) {
      expect(ajv.validateSchema(schema), name).to.equal(true);
      expect(schema).to.include({ $id: `urn:percolog:schema:${name}` });
      await expectGolden(new URL(`golden/schemas/${name}.json`, import.meta.url), JSON.parse(JSON.stringify(schema)));
    }
  });
});
