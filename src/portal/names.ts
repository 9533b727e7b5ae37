import { attributes, type Attribute, type CatalogScope } from './content-search.ts';

/** Names that portals use, where the content index has another. */
const otherNames: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ['partners.name', 'partners'],
  ['key', 'content_key'],
  ['first_enrollable_paid_seat_price', 'price'],
  ['advertised_course_run.upgrade_deadline', 'upgrade_deadline'],
  ['course_bayesian_average', 'bayesian_average'],
  ['learning_type_v2', 'learning_type'],
  // Skills are objects in the record; both have their names.
  ['skills', 'skill_names'],
  ['skills.name', 'skill_names'],
]);

/** Names of the content index that portals know under another one only. */
const ownNames = new Set<string>(['partners', 'content_key', 'price', 'upgrade_deadline', 'bayesian_average']);

/** What a portal's attribute is called in the content index; undefined where it has no such attribute. Case counts. */
export function attributeOf(name: string): Attribute | undefined {
  if (Object.hasOwn(attributes, name) && !ownNames.has(name)) {
    return name as Attribute;
  }
  return otherNames.get(name);
}

/** What says which catalogs: resolved when it is asked for, since documents do not hold it. */
export const scopeMembers: ReadonlyMap<string, keyof CatalogScope> = new Map<string, keyof CatalogScope>([
  ['enterprise_customer_uuids', 'enterpriseUuids'],
  ['enterprise_catalog_uuids', 'catalogUuids'],
  ['enterprise_catalog_query_uuids', 'queryUuids'],
  ['enterprise_catalog_query_titles', 'queryTitles'],
  ['academy_uuids', 'academyUuids'],
]);

/** Of what says which catalogs, what results can be counted by. */
export const titlesAttribute = 'enterprise_catalog_query_titles';

/** Counted, and its values searched, within the academies that key and search name. Documents do not hold it. */
export const tagsAttribute = 'academy_tags';

/** Chooses the language of the texts; documents are not one a language. As a facet it has the language that is asked in. */
export const localeAttribute = 'metadata_language';

/** What `facets=*` counts. */
export const everyFacet: readonly string[] = [
  'availability',
  'content_type',
  'course_type',
  'language',
  'learning_type',
  'level_type',
  'partners.name',
  'program_titles',
  'program_type',
  'programs',
  'skill_names',
  'subjects',
  'transcript_languages',
  'translation_languages',
];
