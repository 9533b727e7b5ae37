import { course, program, run, uuidOf } from '../support/documents.ts';

const open = {
  status: 'published',
  is_enrollable: true,
  is_marketable: true,
  start: '2026-01-01T00:00:00Z',
  end: '2099-01-01T00:00:00Z',
};
const nested = (key: string, language: string): Record<string, unknown> => ({
  advertised_course_run_uuid: uuidOf(key),
  course_runs: [{ ...open, key, uuid: uuidOf(key), content_language_search_facet_name: language }],
});
const owner = (name: string): Record<string, unknown> => ({ owners: [{ key: name.replaceAll(' ', ''), name }] });

/** A small catalogue, written by hand so that what a search must find can be seen by reading it. */
export const catalogue = {
  pythonForData: course('Find+1', {
    title: 'Python for Data Science',
    short_description: 'Clean, plot and explain measurements.',
    subjects: ['Data Analysis & Statistics', 'Computer Science'],
    skill_names: ['Pandas', 'Plotting'],
    level_type: 'Introductory',
    ...owner('North University'),
    ...nested('course-v1:Find+1+2026', 'English'),
  }),
  dataEngineering: course('Find+2', {
    title: 'Data Engineering',
    short_description: 'Pipelines that run at night.',
    full_description: '<p>We write them in <b>Python</b> and test them.</p>',
    subjects: ['Computer Science'],
    skill_names: ['SQL'],
    level_type: 'Advanced',
    ...owner('North University'),
    ...nested('course-v1:Find+2+2026', 'English'),
  }),
  programming: course('Find+3', {
    title: 'Programming from Nothing',
    short_description: 'Your first program.',
    subjects: ['Computer Science'],
    skill_names: ['Python'],
    level_type: 'Introductory',
    ...owner('South College'),
    ...nested('course-v1:Find+3+2026', 'English'),
  }),
  biology: course('Find+4', {
    title: 'Biología molecular',
    short_description: 'La célula y sus moléculas.',
    subjects: ['Biology & Life Sciences'],
    level_type: 'Intermediate',
    ...owner('Universidad del Sur'),
    ...nested('course-v1:Find+4+2026', 'Spanish'),
  }),
  cities: course('Find+5', {
    title: 'Studying Cities',
    short_description: 'How towns grow.',
    subjects: ['Architecture', 'Data Analysis & Statistics'],
    level_type: 'Advanced',
    ...owner('South College'),
    ...nested('course-v1:Find+5+2026', 'English'),
  }),
  /** A run of its own, as upstream lists them beside their courses. */
  aRun: run('Find+1', '2026', { ...open, title: 'Python for Data Science' }),
  dataProgram: program('Data program', {
    title: 'Data Professional',
    subtitle: 'From spreadsheets to models.',
    type: 'MicroMasters',
    marketing_url: 'https://www.example.test/data-professional',
    courses: [{ key: 'Find+1' }, { key: 'Find+2' }],
  }),
};
