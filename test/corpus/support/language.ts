type FieldType = 'keyword' | 'boolean' | 'number' | 'date';

/** Fields and types as the filter language lists them, text fields left out. */
const FIELDS = new Map<string, FieldType>([
  ...list(
    'keyword',
    'content_type partner key aggregation_key uuid org organizations authoring_organizations authoring_organization_uuids level_type status availability course_type product_source language languages transcript_languages type pacing_type subjects subject_uuids skill_names skills seat_types number program_types external_course_marketing_type restriction_type course_ends',
  ),
  ...list(
    'boolean',
    'enterprise_subscription_inclusion active hidden published has_enrollable_seats is_enrollable is_marketable',
  ),
  ...list(
    'number',
    'first_enrollable_paid_seat_price min_effort max_effort weeks_to_complete recent_enrollment_count reviews_count avg_course_rating',
  ),
  ...list('date', 'start end end_date enrollment_start enrollment_end enroll_by_date modified'),
]);
const TYPES = ['course', 'courserun', 'program', 'learnerpathway'];
const SPELLINGS: Readonly<Record<string, string>> = {
  aggregration__key: 'aggregation_key',
  aggregation__key: 'aggregation_key',
  enrollment_mode: 'type',
  'key.raw': 'key',
  org__exempt: 'org__exclude',
};
const EVERYWHERE = ['in', 'exact', 'not', 'exclude', 'exists'];
const ORDERED = ['gt', 'gte', 'lt', 'lte', 'range'];
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/;

function list(type: FieldType, names: string): [string, FieldType][] {
  return names.split(' ').map((name) => [name, type]);
}

/** What the language has against a filter: nothing, or one message for each entry that it would refuse. */
export function acceptFault(filter: Readonly<Record<string, unknown>>): string[] {
  const entries = Object.entries(filter);
  const conditions = entries.filter(
    ([key]) => !['include_learner_pathways', 'enterprise_force_include_aggregation_keys'].includes(key),
  );
  return [
    ...(conditions.length === 0 ? ['no condition'] : []),
    ...entries.flatMap(([key, value]) =>
      isEntry(key, value) ? [] : [`${key}: ${JSON.stringify(value).slice(0, 80)}`],
    ),
  ];
}

function isEntry(written: string, value: unknown): boolean {
  if (written === 'include_learner_pathways') {
    return typeof value === 'boolean';
  }
  if (written === 'enterprise_force_include_aggregation_keys') {
    return Array.isArray(value) && value.length > 0 && value.every((key) => /^course:.+\+.+$/.test(String(key)));
  }
  const key = SPELLINGS[written] ?? written;
  const at = key.lastIndexOf('__');
  const [field, operator] = at < 0 ? [key, 'in'] : [key.slice(0, at), key.slice(at + 2)];
  const type = FIELDS.get(field);
  if (type === undefined) {
    return false;
  }
  if (operator === 'exists') {
    return typeof value === 'boolean';
  }
  if (operator === 'range') {
    const bounds: unknown[] = typeof value === 'string' ? value.split('__') : Array.isArray(value) ? value : [];
    return (
      (type === 'number' || type === 'date') &&
      bounds.length === 2 &&
      bounds.every((bound) => isValue(field, type, bound))
    );
  }
  const allowed =
    EVERYWHERE.includes(operator) || (ORDERED.includes(operator) && (type === 'number' || type === 'date'));
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return allowed && values.length > 0 && values.length <= 10_000 && values.every((one) => isValue(field, type, one));
}

function isValue(field: string, type: FieldType, value: unknown): boolean {
  switch (type) {
    case 'keyword':
      return typeof value === 'string' && value.trim() !== '' && (field !== 'content_type' || TYPES.includes(value));
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
    case 'date':
      return typeof value === 'string' && DATE.test(value) && !Number.isNaN(Date.parse(value));
  }
}
