/** Organisations: key and name, with letters whose lower case is a trap and keys that differ only in case. */
export const ORGANIZATIONS = [
  { key: 'NordfjordU', name: 'Nordfjord Technical University' },
  { key: 'nordfjordu', name: 'Nordfjord evening school' },
  { key: 'İTÜ', name: 'İstanbul Teknik' },
  { key: 'ΑΘΗΝΑΣ', name: 'Πανεπιστήμιο Αθηνών' },
  { key: 'StraßeX', name: 'Straße und Weg' },
  { key: 'Cafe\u0301X', name: 'Café X' },
] as const;

/** Keyword values that break naive comparison: case, final sigma, accents, blanks around, things that look like other types. */
const TRICKY = [
  'İstanbul',
  'istanbul',
  'i\u0307stanbul',
  'Straße',
  'STRASSE',
  'ΟΔΟΣ',
  'οδος',
  'οδοσ',
  'caf\u00e9',
  'cafe\u0301',
  'CAF\u00c9',
  '😀 course',
  '𐐀𐐁',
  '𐐨𐐩',
  ' edx ',
  'a__b',
  'null',
  'true',
  '49',
  '*',
  '2025-01-01',
  'quote " back \\ slash',
  'line\nbreak',
] as const;

/** Longer than 8,000 characters or than the 32,766 bytes of one index term; pairs differ only at the very end. */
const LONG = [
  `${'k'.repeat(8191)}a`,
  `${'k'.repeat(8191)}b`,
  `${'K'.repeat(8191)}A`,
  `${'é'.repeat(16_400)}1`,
  `${'é'.repeat(16_400)}2`,
  'z'.repeat(32_766),
  'z'.repeat(32_767),
] as const;

const UUIDS = [
  '45b0f34c-7546-5ebe-bcbf-f25267b2febd',
  'c9c9f222-6667-58fb-8f0b-9bbb0ba95b83',
  'C9C9F222-6667',
] as const;
const LANGUAGES = ['English', 'english', 'en-us', 'en', 'Spanish', 'es-419', 'Türkçe'] as const;
const SKILLS = ['Hydrodynamics', 'hydrodynamics', 'Grid Integration', 'Python', 'C++'] as const;
const STATUSES = ['published', 'unpublished', 'reviewed', 'active', 'Active', 'retired'] as const;

/** What usually stands in each keyword member. */
export const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  partner: ['edx', 'edX', 'EDX', 'other'],
  org: ORGANIZATIONS.map((organization) => organization.key),
  organizations: ORGANIZATIONS.map(({ key, name }) => `${key}: ${name}`),
  authoring_organization_uuids: UUIDS,
  level_type: ['Introductory', 'introductory', 'Intermediate', 'Advanced'],
  status: STATUSES,
  course_run_statuses: STATUSES,
  availability: ['Current', 'Upcoming', 'Starting Soon', 'Archived', 'current'],
  course_type: ['verified-audit', 'audit', 'executive-education-2u', 'bootcamp-2u'],
  product_source: ['edx', '2u', 'EDX'],
  language: LANGUAGES,
  languages: LANGUAGES,
  transcript_languages: LANGUAGES,
  transcript_languages_search_facet_names: LANGUAGES,
  content_language: LANGUAGES,
  content_language_search_facet_name: LANGUAGES,
  type: ['verified', 'Verified', 'audit', 'MicroMasters', 'MICROMASTERS', 'd16903d4-4c91-56a8-b0ef-84acb8d92d61'],
  pacing_type: ['instructor_paced', 'self_paced', 'Self_Paced'],
  subjects: ['Engineering', 'engineering', 'Fluid Mechanics'],
  subject_uuids: UUIDS,
  skill_names: SKILLS,
  skills: SKILLS,
  seat_types: ['audit', 'verified', 'professional', 'Verified'],
  number: ['TIDE101', 'tide101', '6.002x'],
  program_types: ['MicroMasters', 'Masters', 'XSeries'],
  external_course_marketing_type: ['short_course', 'sprint', 'course_stack'],
  course_ends: ['Past', 'Future', 'past'],
};

/** Every text that a keyword member may hold: the usual ones, tricky ones and, seldom, long ones. */
export function keywordPool(member: string, kind: 'usual' | 'tricky' | 'long'): readonly string[] {
  return kind === 'usual' ? (KEYWORDS[member] ?? TRICKY) : kind === 'tricky' ? TRICKY : LONG;
}

/** Numbers as content writes them; the first block can be read, the texts at the end cannot. */
export const READABLE_NUMBERS = [
  0,
  1,
  3,
  8,
  49,
  49.5,
  149,
  149.99,
  0.1 + 0.2,
  0.3,
  -5,
  4.62,
  2 ** 53,
  1e308,
  -1e308,
  5e-324,
  '49',
  ' 49.5 ',
  '149.00',
  '-12.5e3',
  '1e2',
  '0.30000000000000004',
  '-0',
  '-0.0',
  '9007199254740993',
] as const;
export const UNREADABLE_NUMBERS = ['1,000', 'NaN', 'free', '0x10', '1e400', 'Infinity', '12 000', true, {}] as const;
export const UNREADABLE_DATES = ['2025-02-30', '2025-13-01', 'soon', '2025-01-01T25:00:00Z', 1_735_689_600_000, true];
export const UNREADABLE_BOOLEANS = ['TRUE', 'yes', 1, 0, 'no', ' true'] as const;
export const UNREADABLE_KEYWORDS = [7, 0, true, false, {}, { value: 'edx' }, [['edx']]] as const;
export const NO_VALUES = [null, null, '', '  ', '\t\n', [], [null], ['', null]] as const;
