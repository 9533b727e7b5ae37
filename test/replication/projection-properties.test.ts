import { expect } from 'chai';
import fc from 'fast-check';
import { isObject } from '../../src/replication/contract/members.ts';
import type { RawContent } from '../../src/replication/contract/raw-content.ts';
import { listingOf } from '../../src/replication/normalize/listing.ts';
import { normalize } from '../../src/replication/normalize/normalize.ts';
import { fieldByName, keywordToken } from '../../src/replication/projection/fields.ts';
import { project } from '../../src/replication/projection/project.ts';
import { readItem } from '../oracle/read-fields.ts';
import { content } from './support/arbitrary-content.ts';
import { now, options } from './support/content.ts';

const numRuns = 1000;
const day = 86_400_000;

/** The same JSON with the members of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(reversed);
  }
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([k, v]) => [k, reversed(v)]),
      )
    : value;
}

function formsAt(raw: RawContent, moment: number): string {
  const { projection, faults } = project(raw, { ...options, now: moment });
  return JSON.stringify([projection, faults, normalize(raw, { now: moment }), listingOf(raw, moment)]);
}

/** The advertised run is one for everybody, and another one where a query allows it. */
const twoOfOneUuid: RawContent = {
  ...{
    content_type: 'course',
    key: 'O+N',
    uuid: '571cc634-d6b2-5d39-98c3-a0b938d15eb1',
    advertised_course_run_uuid: 'r1',
  },
  course_runs: [
    { uuid: 'r1', restriction_type: 'custom-b2b-enterprise' },
    { uuid: 'r1', seats: [{ upgrade_deadline: '2026-03-01T00:00:00.000Z' }] },
  ],
};

describe('projection and normalised form of any content', () => {
  it('never throw, and do not depend on the order of members', () => {
    fc.assert(
      fc.property(content, (raw) => {
        const text = JSON.stringify(raw);
        const once = formsAt(raw, now);
        expect(JSON.stringify(raw)).to.equal(text);
        expect(formsAt(raw, now)).to.equal(once);
        const other = reversed(raw) as RawContent;
        const { projection } = project(other, options);
        expect(JSON.stringify(projection)).to.equal(JSON.stringify(project(raw, options).projection));
      }),
      { numRuns },
    );
  });

  it('are JSON, with sorted values of one kind that are there once', () => {
    fc.assert(
      fc.property(content, (raw) => {
        const forms = [project(raw, options).projection, normalize(raw, { now })];
        expect(JSON.parse(JSON.stringify(forms))).to.deep.equal(forms);
        for (const values of Object.values(forms[0] as Record<string, (string | number | boolean)[]>)) {
          expect(new Set(values.map((value) => typeof value)).size).to.equal(1);
          expect(values.every((value, i) => i === 0 || (values[i - 1] ?? '') < value)).to.equal(true);
        }
      }),
      { numRuns },
    );
  });

  it('stay as they are until the next transition', () => {
    fc.assert(
      fc.property(content, (raw) => {
        const { nextTransitionAt: next } = project(raw, options);
        expect(next === null || next > now).to.equal(true);
        const before = next === null ? [now + 30 * day, now + 60 * day, now + 400 * day] : [next - 1];
        for (const moment of before) {
          expect(formsAt(raw, moment)).to.equal(formsAt(raw, now));
        }
      }),
      { numRuns, examples: [[twoOfOneUuid]] },
    );
  });

  it('agree with the reading that the tests have of their own', () => {
    fc.assert(
      fc.property(content, (raw) => {
        const { projection } = project(raw, options);
        const { restricted, fields } = readItem(raw, options);
        expect(projection.present === undefined).to.equal(restricted);
        for (const [name, values] of restricted ? [] : fields) {
          expect(projection[values.length > 0 ? 'present' : 'absent']).to.include(name);
          if (fieldByName.get(name)?.type === 'text') {
            continue;
          }
          const tokens = values.map((value) => (typeof value === 'string' ? keywordToken(value) : value));
          expect(projection[name as keyof typeof projection] ?? [], name).to.have.members([...new Set(tokens)]);
        }
      }),
      { numRuns },
    );
  });
});
