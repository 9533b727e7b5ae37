import type { SearchHit } from './port.ts';

/** What every hit has. */
export const summaryMembers = [
  'content_key',
  'content_type',
  'uuid',
  'title',
  'short_description',
  'partners',
  'subjects',
  'skill_names',
  'level_type',
  'language',
  'availability',
  'programs',
  'program_titles',
  'course_type',
  'learning_type',
  'card_image_url',
  'marketing_url',
  'price',
  'recent_enrollment_count',
  'bayesian_average',
] as const satisfies readonly (keyof SearchHit)[];

export type Summary = Pick<SearchHit, (typeof summaryMembers)[number]>;
