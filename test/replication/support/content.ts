import { expect } from 'chai';
import type { RawContent } from '../../../src/replication/contract/raw-content.ts';
import type { FieldName } from '../../../src/replication/projection/fields.ts';
import { project } from '../../../src/replication/projection/project.ts';

export const now = Date.UTC(2026, 2, 1);
export const options = { now, defaultPartner: 'edx' };

export interface Case {
  name: string;
  raw: RawContent;
  /** An empty list: the field is absent. */
  expected: Partial<Record<FieldName, unknown[]>>;
}

export function course(members: object = {}): RawContent {
  return { content_type: 'course', key: 'A+1', ...members };
}

export function courserun(members: object = {}): RawContent {
  return { content_type: 'courserun', key: 'course-v1:A+1+R', ...members };
}

export function program(members: object = {}): RawContent {
  return { content_type: 'program', uuid: '571cc634-d6b2-5d39-98c3-a0b938d15eb1', ...members };
}

export function pathway(members: object = {}): RawContent {
  return { content_type: 'learnerpathway', uuid: 'df98a098-aa72-5851-8671-06c29cf9d1a1', ...members };
}

/** What makes a run active. */
export const active = { is_enrollable: true, status: 'published', is_marketable: true };

/** One test a case: the fields named have exactly these values, and are listed as present or absent. */
export function projects(cases: readonly Case[]): void {
  for (const { name, raw, expected } of cases) {
    it(name, () => {
      const { projection } = project(raw, options);
      for (const [field, values] of Object.entries(expected) as [FieldName, unknown[]][]) {
        expect(projection[field] ?? [], field).to.deep.equal(values);
        expect(projection[values.length > 0 ? 'present' : 'absent'], field).to.include(field);
      }
    });
  }
}
