import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { SearchFields } from '../../src/content-index/port.ts';
import { published } from '../../src/replication/content/kept-form.ts';
import { readRaw } from '../../src/replication/contract/read-raw.ts';
import type { RawContent } from '../../src/replication/contract/raw-content.ts';
import { never, type ListedRun } from '../../src/replication/normalize/listed-run.ts';
import { listingOf } from '../../src/replication/normalize/listing.ts';
import { normalize } from '../../src/replication/normalize/normalize.ts';
import { toSearchFields } from '../../src/replication/normalize/search-fields.ts';
import { expectGolden } from '../support/golden.ts';
import { active, course, now, pathway } from './support/content.ts';

const samples = JSON.parse(readFileSync(new URL('cases/samples.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>;
const mapping = JSON.parse(readFileSync(new URL('../../mappings/content.v4.json', import.meta.url), 'utf8')) as {
  mappings: { properties: Record<string, unknown> };
};

const fieldsOf = (raw: RawContent, moment = now): SearchFields =>
  toSearchFields(normalize(raw, { now: moment }), listingOf(raw, moment));
const runsOf = (fields: SearchFields): ListedRun[] => fields.shown['course_runs'] as ListedRun[];

const run = (name: string, members: object = {}): object => ({
  ...active,
  key: `course-v1:A+1+${name}`,
  uuid: name,
  start: '2026-01-01T00:00:00Z',
  end: '2027-01-01T00:00:00Z',
  ...members,
});

describe('what the index holds for search', () => {
  for (const [name, document] of Object.entries(samples)) {
    it(`${name}: is the one that is kept, and all of it is in the mapping`, async () => {
      const read = readRaw(document);
      if (!read.ok) {
        expect.fail(JSON.stringify(read.errors));
      }
      const fields = fieldsOf(read.raw, Date.UTC(2026, 0, 15));
      await expectGolden(new URL(`golden/search/${name}.json`, import.meta.url), fields);
      expect(Object.keys(mapping.mappings.properties)).to.include.members(Object.keys(fields));
    });
  }

  it('has the runs that everybody may see and that are not over', () => {
    const fields = fieldsOf(
      course({
        advertised_course_run_uuid: 'open',
        course_runs: [
          run('over', { end: '2026-02-28T23:59:59Z' }),
          run('secret', { restriction_type: 'custom-b2b-enterprise' }),
          run('open'),
          run('draft', { status: 'unpublished' }),
          run('next', { start: '2026-06-01T00:00:00Z' }),
        ],
      }),
    );
    expect(runsOf(fields).map(({ key }) => key?.slice(-4))).to.deep.equal(['open', 'raft', 'next']);
    expect(JSON.stringify(fields)).to.not.include('secret');
    expect(fields.shown['advertised_course_run']).to.deep.include({ key: 'course-v1:A+1+open', is_active: true });
    expect(fields.shown['upcoming_course_runs']).to.deep.equal([runsOf(fields)[2]]);
  });

  it('has no advertised run where that is over or restricted', () => {
    for (const members of [{ end: '2026-02-01T00:00:00Z' }, { restriction_type: 'custom-b2b-enterprise' }]) {
      const fields = fieldsOf(course({ advertised_course_run_uuid: 'x', course_runs: [run('x', members)] }));
      expect(fields.shown['advertised_course_run']).to.equal(null);
      expect(fields.upgrade_deadline).to.equal(null);
    }
  });

  it('says until when one can upgrade: of the verified seat, the override first, and for ever without', () => {
    const seat = { type: 'verified', upgrade_deadline: '2026-05-01T00:00:00Z' };
    for (const [seats, deadline] of [
      [[seat], Date.UTC(2026, 4, 1)],
      [[{ ...seat, upgrade_deadline_override: '2026-06-01T00:00:00Z' }], Date.UTC(2026, 5, 1)],
      [[{ ...seat, type: 'audit' }], never * 1_000],
      [[], never * 1_000],
    ] as const) {
      const fields = fieldsOf(course({ advertised_course_run_uuid: 'x', course_runs: [run('x', { seats })] }));
      expect(fields.upgrade_deadline).to.equal(deadline);
    }
    expect(new Date(never * 1_000).toISOString()).to.equal('3000-01-01T00:00:00.000Z');
  });

  it('has the texts of what is taught in Spanish as Spanish', () => {
    const spanish = fieldsOf(course({ title: 'Biología', outcome: '<p>Células</p>', language: 'es-419' }));
    expect(spanish.es).to.deep.equal({
      title: 'Biología',
      short_description: '',
      full_description: '',
      outcome: 'Células',
    });
    expect(fieldsOf(course({ title: 'Biology', language: 'English' }))).to.not.have.property('es');
    expect(fieldsOf(course({ title: 'Eesti', language: 'est' }))).to.not.have.property('es');
  });

  it('says why something may not be shown', () => {
    expect(fieldsOf(course())).to.deep.include({
      is_discoverable: false,
      undiscoverable_reasons: ['no_advertised_run', 'no_owner'],
    });
    expect(fieldsOf(pathway({ title: 'A', status: 'active' }))).to.deep.include({
      is_discoverable: true,
      undiscoverable_reasons: [],
    });
  });

  it('comes of a form that an older program kept, without what that did not know', () => {
    const raw = course({ title: 'Old', first_enrollable_paid_seat_price: 3 });
    const fields = toSearchFields(normalize(raw, { now }), undefined);
    expect(fields).to.deep.include({ title: 'Old', price: 3, is_discoverable: false, shown: {}, created: null });
    expect(Object.keys(mapping.mappings.properties)).to.include.members(Object.keys(fields));
  });

  it('is kept beside the form that is published, and is no part of it', () => {
    const raw = course({ title: 'A' });
    const normalized = normalize(raw, { now });
    expect(published({ ...normalized, listing: listingOf(raw, now) })).to.deep.equal(normalized);
    expect(published({ ...normalized })).to.deep.equal(normalized);
  });
});
