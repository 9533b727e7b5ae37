import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { RefusedError } from '../../../src/kernel/errors.ts';
import { project } from '../../../src/replication/projection/project.ts';
import { evaluate } from '../../oracle/evaluate.ts';
import { UnacceptableFilter } from '../../oracle/faults.ts';
import { course, options } from '../../replication/support/content.ts';
import { matches } from './support/matches.ts';

interface FilterCase {
  name: string;
  content_filter: unknown;
  content_metadata: object;
  expected: boolean;
  error?: string;
}
type Verdict = boolean | 'refused';

/** Where our language says otherwise than the cases, and why: docs/content-filter.md. */
const differences: Record<string, [verdict: Verdict, why: string]> = {
  'empty filter matches everything': ['refused', 'it takes in everything: a content_type says so openly'],
  'exact does not coerce a number to a string': [true, 'numbers may be written as text'],
  'exact boolean string is not a boolean': [true, '"False" is a boolean as clients write it'],
  'exact one equals true (host language numeric equality)': ['refused', '1 is no boolean'],
  'exact empty list with absent field matches nothing': ['refused', 'an empty list asks for nothing'],
  'content list value is compared whole: scalar filter is no match': [
    true,
    'a field holds when any of its values does',
  ],
  'content list value equals a nested filter list': ['refused', 'a list in a list'],
  'availability on a course with no such top-level field is no match': [true, 'a course has the values of its runs'],
  'product_source slug against an object is no match': [true, 'an object counts by its slug'],
  'range on dates crashes': [true, 'dates are compared as dates'],
  'range operator is rejected': [true, 'range is an operator of numbers and dates'],
  'control key restricted_runs_allowed is treated as a field': [true, 'control keys are no conditions'],
  'unknown field is no match': ['refused', 'nothing in a filter is ever ignored'],
};

const file = new URL('cases/filter-cases.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: FilterCase[] };

function judge(work: () => boolean): Verdict {
  try {
    return work();
  } catch (error) {
    if (error instanceof RefusedError || error instanceof UnacceptableFilter) {
      return 'refused';
    }
    throw error;
  }
}

describe('filters as the service before answered them', () => {
  it('are told by 38 cases, of which some differ', () => {
    expect(cases).to.have.length(38);
    const names = cases.map(({ name }) => name);
    expect(names).to.include.members(Object.keys(differences));
    for (const { name, expected, error } of cases) {
      const theirs = error === undefined ? expected : 'refused';
      expect(differences[name]?.[0], `${name}: no difference`).to.not.equal(theirs);
    }
  });

  for (const { name, content_filter, content_metadata, expected, error } of cases) {
    const [verdict, why] = differences[name] ?? [error === undefined ? expected : 'refused', 'as there'];
    it(`${name}: ${String(verdict)} (${why})`, () => {
      const item = course(content_metadata);
      const ours = judge(() => matches(content_filter, project(item, options).projection));
      expect(ours).to.equal(verdict);
      const oracle = judge(() => evaluate(content_filter, item, options));
      expect(oracle, 'the oracle').to.equal(verdict);
    });
  }
});
