import { course, courserun, pathway, program, projects } from './support/content.ts';

const owner = { key: 'NordU', name: 'Nord University', uuid: 'o-1' };
const author = { key: 'SydU', name: 'Syd University', uuid: 'o-2' };

describe('projection of members', () => {
  describe('keys and organizations', () => {
    projects([
      {
        name: 'a course',
        raw: course({ owners: [owner] }),
        expected: {
          key: ['A+1'],
          aggregation_key: ['course:A+1'],
          org: ['nordu'],
          organizations: ['NordU: Nord University'],
          authoring_organization_uuids: ['o-1'],
        },
      },
      {
        name: 'a course without owners has no org',
        raw: course(),
        expected: { org: [], organizations: [], authoring_organizations: [] },
      },
      {
        name: 'a run has the org of its key',
        raw: courserun(),
        expected: { org: ['a'], aggregation_key: ['courserun:A+1'], organizations: [] },
      },
      {
        name: 'a run has rather the org of its organizations',
        raw: courserun({ authoring_organizations: [author] }),
        expected: { org: ['sydu'] },
      },
      {
        name: 'raw wins',
        raw: courserun({
          org: 'MIT',
          aggregation_key: 'courserun:B+2',
          authoring_organizations: [author],
          organizations: ['X: Y'],
        }),
        expected: {
          org: ['mit'],
          aggregation_key: ['courserun:B+2'],
          organizations: ['X: Y'],
          authoring_organizations: ['syd university', 'sydu', 'sydu: syd university'],
        },
      },
      {
        name: 'blank raw does not win',
        raw: course({ org: [' '], organizations: '', owners: [owner] }),
        expected: { org: ['nordu'], organizations: ['NordU: Nord University'] },
      },
      {
        name: 'owners and authoring organizations both count',
        raw: program({ owners: [owner], authoring_organizations: [author], authoring_organization_uuids: ['o-3'] }),
        expected: {
          org: ['nordu', 'sydu'],
          organizations: ['NordU: Nord University', 'SydU: Syd University'],
          authoring_organization_uuids: ['o-1', 'o-2', 'o-3'],
        },
      },
      {
        name: 'half an organization makes no pair',
        raw: course({ owners: [{ key: 'K' }, { name: 'N' }] }),
        expected: { organizations: [], authoring_organizations: ['k', 'n'] },
      },
      {
        name: 'programs and pathways have no key',
        raw: program({ key: 'P' }),
        expected: { key: [], aggregation_key: ['program:571cc634-d6b2-5d39-98c3-a0b938d15eb1'] },
      },
      {
        name: 'a run names its course',
        raw: courserun({ course: 'C+9' }),
        expected: { aggregation_key: ['courserun:C+9'] },
      },
      { name: 'partner: raw, else the service’s', raw: course({ partner: 'Other' }), expected: { partner: ['other'] } },
      {
        name: 'partner: the service’s when raw has none',
        raw: pathway({ partner: null }),
        expected: { partner: ['edx'] },
      },
    ]);
  });

  describe('languages', () => {
    projects([
      {
        name: 'are one set under both names',
        raw: course({
          language: 'English',
          languages: ['French'],
          course_runs: [{ content_language: 'en-us', content_language_search_facet_name: 'English' }],
        }),
        expected: { language: ['English', 'French', 'en-us'], languages: ['English', 'French', 'en-us'] },
      },
      {
        name: 'of a run: raw only',
        raw: courserun({ language: 'English', content_language: 'en-us' }),
        expected: { language: ['English'], languages: ['English'] },
      },
      {
        name: 'of transcripts',
        raw: course({
          transcript_languages: ['German'],
          course_runs: [{ transcript_languages: ['es-419'], transcript_languages_search_facet_names: ['Spanish'] }],
        }),
        expected: { transcript_languages: ['German', 'Spanish', 'es-419'] },
      },
    ]);
  });

  describe('objects and texts', () => {
    projects([
      {
        name: 'subjects: names or texts',
        raw: course({ subjects: [{ name: 'Art', uuid: 's-1' }, 'Law', { slug: 'x' }], subject_uuids: ['s-2'] }),
        expected: { subjects: ['Art', 'Law'], subject_uuids: ['s-1', 's-2'] },
      },
      {
        name: 'skills',
        raw: course({ skills: [{ name: 'SQL' }], skill_names: ['Go'] }),
        expected: { skills: ['SQL'], skill_names: ['Go', 'SQL'] },
      },
      {
        name: 'program types of a course',
        raw: course({ program_types: ['Masters'], programs: [{ type: 'MicroMasters' }] }),
        expected: { program_types: ['Masters', 'MicroMasters'] },
      },
      {
        name: 'program types of a run: raw only',
        raw: courserun({ program_types: ['Masters'], programs: [{ type: 'MicroMasters' }] }),
        expected: { program_types: ['Masters'] },
      },
      {
        name: 'product source: slug',
        raw: course({ product_source: { name: 'edX', slug: 'edx' } }),
        expected: { product_source: ['edx'] },
      },
      { name: 'product source: text', raw: course({ product_source: '2u' }), expected: { product_source: ['2u'] } },
      {
        name: 'marketing type: of the metadata',
        raw: course({
          external_course_marketing_type: null,
          additional_metadata: { external_course_marketing_type: 'sprint' },
        }),
        expected: { external_course_marketing_type: ['sprint'] },
      },
      {
        name: 'marketing type: raw wins',
        raw: course({
          external_course_marketing_type: 'short_course',
          additional_metadata: { external_course_marketing_type: 'sprint' },
        }),
        expected: { external_course_marketing_type: ['short_course'] },
      },
    ]);
  });
});
