import { expect } from 'chai';
import { fieldByName, fields } from '../../src/replication/projection/fields.ts';

/** As the documentation of the filter language lists them. */
const documented =
  `content_type, partner, key, aggregation_key, uuid, org, organizations, authoring_organizations, authoring_organization_uuids,
  level_type, status, availability, course_type, product_source, language, languages, transcript_languages, type, pacing_type, subjects,
  subject_uuids, skill_names, skills, seat_types, number, program_types, enterprise_subscription_inclusion, external_course_marketing_type, active,
  hidden, published, has_enrollable_seats, is_enrollable, is_marketable, restriction_type, first_enrollable_paid_seat_price, min_effort,
  max_effort, weeks_to_complete, recent_enrollment_count, reviews_count, avg_course_rating, start, end, end_date, enrollment_start,
  enrollment_end, enroll_by_date, modified, course_ends, title, short_description, full_description, q`.split(/,\s+/);

describe('field table', () => {
  it('holds every field of the filter language once, in its order', () => {
    expect(fields.map(({ name }) => name)).to.deep.equal(documented);
    expect([...fieldByName.keys()]).to.deep.equal(documented);
  });

  it('ignores case where the language does', () => {
    const folding = fields.filter(({ foldsCase }) => foldsCase).map(({ name }) => name);
    expect(folding).to.have.members(['partner', 'org', 'type', 'authoring_organizations']);
  });

  it('gives each field one sentence of help', () => {
    for (const { name, help } of fields) {
      expect(help, name).to.match(/^\S.*\.$/);
    }
  });

  it('reads text fields as plain text, and q as four values', () => {
    const raw = {
      content_type: 'course',
      key: 'A+1',
      title: 'Tides &amp; Waves',
      short_description: '<p>Short</p>',
      full_description: null,
    } as const;
    const source = { raw, runs: [], advertised: undefined, now: 0, defaultPartner: 'edx' };
    expect(fieldByName.get('title')?.read(source)).to.deep.equal(['Tides & Waves']);
    expect(fieldByName.get('q')?.read(source)).to.deep.equal(['Tides & Waves', 'A+1', 'Short', null]);
  });
});
