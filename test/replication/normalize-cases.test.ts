import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { normalize } from '../../src/replication/normalize/normalize.ts';

interface NormalizeCase {
  name: string;
  course: { course_runs: { uuid: string }[]; advertised_course_run_uuid: string | null };
  course_run_uuid: string | null;
  expected: Record<string, unknown>;
}

const file = new URL('cases/normalize-cases.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: NormalizeCase[] };

describe('dates and price of runs', () => {
  it('are told by ten cases', () => {
    expect(cases).to.have.length(10);
  });

  for (const { name, course, course_run_uuid: asked, expected } of cases) {
    it(name, () => {
      const runs = course.course_runs.map((run) => ({ ...run, key: run.uuid }));
      const raw = { ...course, content_type: 'course' as const, key: 'A+1', course_runs: runs };
      const normalized = normalize(raw, { now: 0 });
      expect(
        asked === null ? normalized.normalized_metadata : normalized.normalized_metadata_by_run[asked],
      ).to.deep.include(expected);
    });
  }
});
