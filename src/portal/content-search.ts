/**
 * What the portal's protocol needs of search. Structural: what the port of src/search offers beyond this is not used here.
 */

/** Catalogs of which all that is given holds. */
export interface CatalogScope {
  enterpriseUuids?: readonly string[];
  catalogUuids?: readonly string[];
  queryUuids?: readonly string[];
  queryTitles?: readonly string[];
}

/** How attributes compare, by the names of the content index; instants are milliseconds since the epoch. */
export const attributes = {
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
  program_titles: 'keyword',
  program_type: 'keyword',
  programs: 'keyword',
  skill_names: 'keyword',
  subjects: 'keyword',
  transcript_languages: 'keyword',
  uuid: 'keyword',
  visible_via_association: 'boolean',
  avg_course_rating: 'number',
  bayesian_average: 'number',
  price: 'number',
  recent_enrollment_count: 'number',
  reviews_count: 'number',
  created: 'instant',
  upgrade_deadline: 'instant',
} as const satisfies Record<string, 'keyword' | 'boolean' | 'number' | 'instant'>;

export type Attribute = keyof typeof attributes;

export interface Range {
  gt?: number;
  gte?: number;
  lt?: number;
  lte?: number;
}

/** `all` of none is everything, `any` of none is nothing. */
export type ContentFilter =
  | { all: readonly ContentFilter[] }
  | { any: readonly ContentFilter[] }
  | { not: ContentFilter }
  | { attribute: Attribute; in: readonly (string | number | boolean)[] }
  | { attribute: Attribute; range: Range };

export const locales = ['en', 'es'] as const;
export type Locale = (typeof locales)[number];

/** Where found words can be marked. */
export const markedTexts = ['title', 'short_description', 'full_description'] as const;
export const markedLists = ['partners', 'subjects', 'skill_names', 'program_titles'] as const;
export type MarkedText = (typeof markedTexts)[number];
export type MarkedList = (typeof markedLists)[number];

interface Within {
  scope?: CatalogScope;
  locale?: Locale;
  /** Words are not taken for misspelt ones, however little they find. */
  strict?: boolean;
  text: string;
  filter?: ContentFilter;
}

export interface ContentRequest extends Within {
  /** From 1. */
  page: number;
  /** 0 to count only. */
  pageSize: number;
  facets: readonly Attribute[];
  valuesPerFacet: number;
  highlight?: { attributes: readonly (MarkedText | MarkedList)[]; whole?: boolean };
  documents?: boolean;
}

/** HTML in which everything is escaped but `<mark>…</mark>`; of lists the values in which something was found. */
export type Marked = Partial<Record<MarkedText, string> & Record<MarkedList, string[]>>;

export interface ContentHit {
  content_key: string;
  content_type: string;
  uuid: string | null;
  highlights?: Marked;
  /** The item under the names that portals know. */
  document?: Record<string, unknown>;
}

export interface Stats {
  min: number;
  max: number;
  avg: number;
  sum: number;
}

export interface ContentResult {
  count: number;
  hits: ContentHit[];
  facets: Partial<Record<Attribute, Record<string, number>>>;
  stats: Partial<Record<Attribute, Stats>>;
}

export interface FacetValuesRequest extends Within {
  facet: Attribute;
  /** The beginning of a word of the value. */
  value: string;
  limit: number;
}

export interface FacetValue {
  value: string;
  /** HTML, marked like hits. */
  highlighted: string;
  count: number;
}

export interface ContentSearch {
  /** In order. @throws NotFoundError where a scope names no catalog · BadRequestError · UnavailableError */
  searchAll(requests: readonly ContentRequest[]): Promise<ContentResult[]>;
  /** @throws as `searchAll` */
  facetValues(request: FacetValuesRequest): Promise<FacetValue[]>;
}
