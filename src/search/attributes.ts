/**
 * What a search can be narrowed by: the name is the field's in the content index, but for `academy_tags`, which no document holds: see
 * tags.ts. Keywords compare exactly; instants are whole milliseconds since the epoch.
 */
export const attributes = {
  academy_tags: 'keyword',
  aggregation_key: 'keyword',
  availability: 'keyword',
  content_key: 'keyword',
  content_type: 'keyword',
  course_length: 'keyword',
  course_type: 'keyword',
  language: 'keyword',
  learning_type: 'keyword',
  level_type: 'keyword',
  partners: 'keyword',
  product_source: 'keyword',
  program_titles: 'keyword',
  program_type: 'keyword',
  programs: 'keyword',
  skill_names: 'keyword',
  subjects: 'keyword',
  transcript_languages: 'keyword',
  translation_languages: 'keyword',
  uuid: 'keyword',
  is_new_content: 'boolean',
  visible_via_association: 'boolean',
  avg_course_rating: 'number',
  bayesian_average: 'number',
  price: 'number',
  recent_enrollment_count: 'number',
  reviews_count: 'number',
  created: 'instant',
  end: 'instant',
  enroll_by: 'instant',
  start: 'instant',
  upgrade_deadline: 'instant',
} as const satisfies Record<string, 'keyword' | 'boolean' | 'number' | 'instant'>;

export type Attribute = keyof typeof attributes;

export const attributeNames = Object.keys(attributes) as Attribute[];
