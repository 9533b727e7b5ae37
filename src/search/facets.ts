/** What a search can be narrowed by: the parameter's name is the keyword field's. Values of one facet mean any of them. */
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
] as const;

export type Facet = (typeof facets)[number];

export type FacetChoice = Partial<Record<Facet, readonly string[]>>;
