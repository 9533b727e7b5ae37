import type { Attribute } from './attributes.ts';

/** What a search is counted by unless it asks otherwise. */
export const facets = [
  'content_type',
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
] as const satisfies readonly Attribute[];

/** Values of one attribute mean any of them, several attributes all of them. */
export type Choice = Partial<Record<Attribute, readonly string[]>>;
