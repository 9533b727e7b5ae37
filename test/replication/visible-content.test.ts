import { expect } from 'chai';
import { normalize } from '../../src/replication/normalize/normalize.ts';
import { readRaw } from '../../src/replication/contract/read-raw.ts';
import { visibleContent, type ContentItem } from '../../src/replication/port.ts';

const now = Date.UTC(2026, 0, 15);

function itemOf(document: Record<string, unknown>): ContentItem {
  const read = readRaw(document);
  if (!read.ok) {
    throw new Error(JSON.stringify(read.errors));
  }
  return {
    contentId: 1,
    contentKey: String(document['key'] ?? document['uuid']),
    contentType: read.raw.content_type,
    parentKey: null,
    raw: document,
    normalized: JSON.parse(JSON.stringify(normalize(read.raw, { now }))) as Record<string, unknown>,
    modifiedAt: new Date(now),
    version: 'one',
  };
}

const open = { key: 'course-v1:A+1+open', uuid: '11111111-1111-4111-8111-111111111111', status: 'published' };
const secret = {
  key: 'course-v1:A+1+secret',
  uuid: '22222222-2222-4222-8222-222222222222',
  status: 'reviewed',
  restriction_type: 'custom-b2b-enterprise',
};

describe('content as everybody may see it', () => {
  it('has no restricted run', () => {
    expect(visibleContent(itemOf({ content_type: 'courserun', ...secret }))).to.equal(undefined);
    const run = itemOf({ content_type: 'courserun', ...open });
    expect(visibleContent(run)).to.equal(run);
  });

  it('says nothing of the restricted runs of a course', () => {
    const shown = visibleContent(
      itemOf({
        content_type: 'course',
        key: 'A+1',
        course_runs: [open, secret],
        course_run_keys: [open.key, secret.key],
        course_run_statuses: ['published', 'reviewed'],
        advertised_course_run_uuid: secret.uuid,
        made_up: 1,
      }),
    );
    expect(JSON.stringify(shown)).to.not.match(/secret|22222222|reviewed/);
    expect(shown?.raw).to.deep.equal({
      content_type: 'course',
      key: 'A+1',
      course_runs: [open],
      course_run_keys: [open.key],
      course_run_statuses: ['published'],
      advertised_course_run_uuid: null,
      made_up: 1,
    });
    expect(Object.keys(shown?.normalized['normalized_metadata_by_run'] as object)).to.deep.equal([open.key]);
  });

  it('leaves other courses as they are', () => {
    const course = itemOf({
      content_type: 'course',
      key: 'A+1',
      course_runs: [open, null],
      course_run_statuses: ['x'],
      advertised_course_run_uuid: open.uuid,
    });
    expect(visibleContent(course)).to.deep.equal(course);
  });

  it('says nothing of them in the courses of a program', () => {
    const shown = visibleContent(
      itemOf({
        content_type: 'program',
        uuid: '7d1c1c6f-8f3d-4b57-9d0f-3a0d8a9c1e11',
        courses: [{ key: 'A+1', course_runs: [secret, open] }, null, { key: 'B+1' }],
      }),
    );
    expect(shown?.raw['courses']).to.deep.equal([{ key: 'A+1', course_runs: [open] }, null, { key: 'B+1' }]);
  });
});
