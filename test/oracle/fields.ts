export type FieldType = 'keyword' | 'boolean' | 'number' | 'date' | 'text';

const NAMES: Record<FieldType, string> = {
  keyword: `content_type partner key aggregation_key uuid org organizations authoring_organizations
    authoring_organization_uuids level_type status availability course_type product_source language languages
    transcript_languages type pacing_type subjects subject_uuids skill_names skills seat_types number program_types
    external_course_marketing_type restriction_type course_ends`,
  boolean: `enterprise_subscription_inclusion active hidden published has_enrollable_seats is_enrollable is_marketable`,
  number: `first_enrollable_paid_seat_price min_effort max_effort weeks_to_complete recent_enrollment_count
    reviews_count avg_course_rating`,
  date: `start end end_date enrollment_start enrollment_end enroll_by_date modified`,
  text: `title short_description full_description q`,
};

/** Every field this oracle judges, with its type. */
export const FIELD_TYPES: ReadonlyMap<string, FieldType> = new Map(
  (Object.keys(NAMES) as FieldType[]).flatMap((type) => NAMES[type].split(/\s+/).map((name) => [name, type] as const)),
);

/** Keyword fields in which upper and lower case are the same. */
export const CASELESS_FIELDS: ReadonlySet<string> = new Set(['partner', 'org', 'type', 'authoring_organizations']);

/** The kinds of content there are. */
export const CONTENT_TYPES = ['course', 'courserun', 'program', 'learnerpathway'] as const;
export type ContentType = (typeof CONTENT_TYPES)[number];
