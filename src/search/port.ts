import type { FilterScope } from '../inclusion/port.ts';
import type { Attribute } from './attributes.ts';
import type { Choice } from './facets.ts';
import type { Filter } from './filter.ts';

export { attributeNames, attributes } from './attributes.ts';
export type { Attribute } from './attributes.ts';
export { facets } from './facets.ts';
export type { Choice } from './facets.ts';
export type { Filter, Range } from './filter.ts';
export { fold } from './words.ts';
export type { NewPin, NewSynonym, Pin, PreviewRequest, Steering, Synonym } from './steer/steering-port.ts';
export { dayMilliseconds, dayOf, startOf } from './analytics/calendar.ts';
export type * from './analytics/models.ts';

/** Languages that texts are read in: by their own stems, and as translated where they are. */
export const locales = ['en', 'es'] as const;
export type Locale = (typeof locales)[number];

/** Where found words can be marked: texts, and lists of names. */
export const markedTexts = ['title', 'short_description', 'full_description'] as const;
export const markedLists = ['partners', 'subjects', 'skill_names', 'program_titles'] as const;
/** Long texts beside, that results hardly ever show: marking them costs much, so they are marked only where they are asked for by name. */
export const longTexts = ['outcome', 'additional_information'] as const;
export type MarkedText = (typeof markedTexts | typeof longTexts)[number];
export type MarkedList = (typeof markedLists)[number];

/** What is searched in. */
export interface Within {
  /** Only catalogs of which all of these hold; undefined: everything that is not restricted. Read when it is asked for. */
  scope?: FilterScope;
  /** `everything` includes what learners are not to see, and is for operators. Without, what is discoverable. */
  show?: 'discoverable' | 'everything';
  /** English unless told. */
  locale?: Locale;
  /** Nothing is given up where the words find little: see `Relaxed`. */
  strict?: boolean;
  /** All words must occur, or words like them, also where nothing has them all. */
  allWords?: boolean;
  /** Whose rules about pinned and hidden items hold, beside everybody's; unless told, the scope's where it names one customer. */
  customer?: string;
  /** `off`: without the words that operators say mean the same. */
  synonyms?: 'off';
  /** `off`: without the items that operators pinned. Hidden ones are hidden nevertheless. */
  pins?: 'off';
  /** Words; empty finds everything. The last one counts as the beginning of a word too, unless something follows it. */
  text: string;
  /** What was chosen by facets: a facet's own choice does not narrow its own counts. */
  chosen?: Choice;
  /** What must hold beside, for counts too. */
  filter?: Filter;
}

export interface SearchRequest extends Within {
  /** From 1. */
  page: number;
  /** 0 to count only. */
  pageSize: number;
  /** In place of a page: where the page before ended. The request must be the same otherwise. */
  cursor?: string;
  sort?: Sort;
  /** What is counted, by value; numbers and instants by their least, greatest, mean and sum. Without, `facets`. */
  facets?: readonly Attribute[];
  /** The most frequent ones; 100 unless told. */
  valuesPerFacet?: number;
  /** Catalogs that results are counted by beside, by any name. They do not narrow what is found, and should lie in the scope. */
  parts?: ReadonlyMap<string, FilterScope>;
  /** Where found words are marked in each hit. Of descriptions one part, unless they are wanted whole. */
  highlight?: { attributes: readonly (MarkedText | MarkedList)[]; whole?: boolean };
  /** Whether each hit has its `document`. */
  documents?: boolean;
  /** Whether each hit says how its place came about. For operators. */
  explain?: boolean;
}

/** `relevance`: by the words, then by rating and enrolments. */
export const sorts = ['relevance', 'title', 'price', '-price', 'start', '-start', '-popularity', '-rating'] as const;
export type Sort = (typeof sorts)[number];

/**
 * What was found where: HTML in which everything is escaped but `<mark>…</mark>` around what was found. A text whole, of a description one
 * part of some 160 characters unless it was wanted whole; of a list the values in which something was found. What has nothing is missing.
 */
export type Highlights = Partial<Record<MarkedText, string> & Record<MarkedList, string[]>>;

export interface SearchHit {
  content_key: string;
  content_type: string;
  uuid: string | null;
  title: string;
  short_description: string;
  partners: string[];
  subjects: string[];
  skill_names: string[];
  level_type: string | null;
  language: string | null;
  availability: string[];
  programs: string[];
  program_titles: string[];
  course_type: string | null;
  learning_type: string;
  card_image_url: string | null;
  marketing_url: string | null;
  price: number | null;
  recent_enrollment_count: number;
  bayesian_average: number;
  /** Where they were asked for. */
  highlights?: Highlights;
  /** Everything that the index shows of the item, under the names of the index that portals used before (mappings/README.md). */
  document?: Record<string, unknown>;
  /** Why it may not be shown to learners; only where everything is searched. */
  undiscoverable_reasons?: string[];
  /** The engine's own words. */
  explanation?: object;
}

/** What was given up to find what was found: words were taken for misspelt ones, or not all words had to occur. */
export type Relaxed = 'typos' | 'words';

/**
 * Whether items were looked for by what the words mean: `used`: such were found, up to 20, and are among the results, the counts and the
 * facets like others; `unavailable`: it should have been, and the words alone were.
 */
export type ByMeaning = 'used' | 'unavailable';

export interface Stats {
  min: number;
  max: number;
  avg: number;
  sum: number;
}

export interface SearchResult {
  count: number;
  hits: SearchHit[];
  /** Facet → value → how many of the results have it. A facet's own choice does not narrow its own values. */
  facets: Partial<Record<Attribute, Record<string, number>>>;
  /** Of numbers and instants that were counted; missing where no result has one. */
  stats: Partial<Record<Attribute, Stats>>;
  /** How many of the results are in each of the parts that were asked for; missing where none were. */
  parts?: Record<string, number>;
  /** Where the next page begins; null at the end. */
  cursor: string | null;
  relaxed: Relaxed | null;
  /** Missing where it was not needed, or found nothing. */
  meaning?: ByMeaning;
}

export interface FacetValuesRequest extends Within {
  facet: Attribute;
  /** The beginning of any word of a value, whatever its case and accents; empty finds every value. */
  value: string;
  limit: number;
}

/** A value of a facet, HTML with `<mark>` around what was typed, and how many results have it. */
export interface FacetValue {
  value: string;
  highlighted: string;
  count: number;
}

export interface SuggestRequest extends Pick<Within, 'scope' | 'show' | 'locale' | 'text' | 'customer'> {
  /** Of each kind. */
  limit: number;
}

export interface SuggestedTitle {
  content_key: string;
  content_type: string;
  uuid: string | null;
  title: string;
  /** HTML, as in `Highlights`. */
  highlighted: string;
  partners: string[];
  learning_type: string;
  card_image_url: string | null;
}

/** What somebody may be about to type. Without a text the best and the most frequent. */
export interface Suggestions {
  /** Content type → the best titles. */
  titles: Record<string, SuggestedTitle[]>;
  partners: FacetValue[];
  skill_names: FacetValue[];
  subjects: FacetValue[];
}

export interface RelatedRequest extends Pick<Within, 'scope' | 'show' | 'locale' | 'customer'> {
  contentKey: string;
  limit: number;
}

export interface Search {
  /**
   * @throws NotFoundError when none of the catalogs asked for is there · BadRequestError past the 10,000th result, the 32nd word or the
   * 60th clause of a filter, or for a cursor of another request · UnavailableError
   */
  search(request: SearchRequest): Promise<SearchResult>;
  /** Several in one request of the engine, in order. @throws as `search` */
  searchAll(requests: readonly SearchRequest[]): Promise<SearchResult[]>;
  /** Values of a keyword facet among the results, the most frequent first. @throws as `search` */
  facetValues(request: FacetValuesRequest): Promise<FacetValue[]>;
  /**
   * Items that are about the same: with skills, subjects, words of the title and partners in common, the most alike first. None for an
   * item that the same search would not show.
   * @throws NotFoundError when none of the catalogs asked for is there · UnavailableError
   */
  related(request: RelatedRequest): Promise<SearchHit[]>;
  /** @throws as `search` */
  suggest(request: SuggestRequest): Promise<Suggestions>;
  /**
   * Everything that is written by now is found from now on, rather than within a second. Costs the engine some 10 ms and a small segment.
   * @throws UnavailableError
   */
  refresh(): Promise<void>;
}
