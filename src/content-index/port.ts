/**
 * What the other rooms may ask of the content index. See README.md for the promises behind it.
 */

/** The parts of an item's document, as the domains give them. Everything is JSON. */
export interface DocumentParts {
  contentId: number;
  contentKey: string;
  contentType: string;
  uuid: string | null;
  /** The item's revision that `projection` and `search` belong to. */
  revision: number;
  /** The flat, filterable form, written as it is under `filter`. */
  projection: object;
  search: SearchFields;
}

/** Texts that are searched in by their language. Plain. */
export interface SearchTexts {
  title: string;
  short_description: string;
  full_description: string;
  /** What one learns. */
  outcome: string;
}

/** What learners search, narrow and see. Lists may be empty, texts are plain, moments are ms since the epoch. */
export interface SearchFields extends SearchTexts {
  /** The texts in Spanish, where there are any. */
  es?: Partial<SearchTexts>;
  additional_information: string;
  aggregation_key: string | null;
  partners: string[];
  subjects: string[];
  skill_names: string[];
  level_type: string | null;
  language: string | null;
  transcript_languages: string[];
  /** To which a machine translates. */
  translation_languages: string[];
  availability: string[];
  programs: string[];
  program_titles: string[];
  program_type: string | null;
  course_type: string | null;
  course_length: string | null;
  product_source: string | null;
  learning_type: string;
  /** Pages show it; not searchable. */
  card_image_url: string | null;
  marketing_url: string | null;
  price: number | null;
  recent_enrollment_count: number;
  reviews_count: number;
  avg_course_rating: number | null;
  bayesian_average: number;
  start: number | null;
  end: number | null;
  enroll_by: number | null;
  upgrade_deadline: number | null;
  visible_via_association: boolean | null;
  created: number | null;
  is_new_content: boolean;
  /** Whether learners may be shown it, and why not. */
  is_discoverable: boolean;
  undiscoverable_reasons: string[];
  /** What results show beside; neither searchable nor checked. */
  shown: Record<string, unknown>;
  /** Where it lies in the space of a model, where search by meaning is on: a field for each length of vectors. */
  meaning?: { model: string; [vector: string]: string | readonly number[] };
}

/** A document to write: `parts` of an item, or the tombstone that keeps a removed one from coming back. */
export type DocumentWrite = { ticket: number } & (
  { parts: DocumentParts } | { tombstone: { contentId: number; contentKey: string; revision: number } }
);

/**
 * `written`, `newer` (a later ticket is there already: nothing lost), `bare`: written as the projection alone, since the engine refuses the
 * search fields; or `refused` even so. With the engine's reason.
 */
export type DocumentOutcome = { state: 'written' | 'newer' } | { state: 'bare' | 'refused'; reason: string };

/** What filters are evaluated on. */
export interface Matching {
  /** Items that match `query` over `filter.*`: id → revision as evaluated. Tombstones never match. */
  matching(query: object): Promise<Map<number, number>>;
}

/** One point in time of the whole index. Everything read through it is of that moment. */
export interface Snapshot extends Matching {
  /** A search request body, answered as of this moment. */
  search<Answer>(body: object): Promise<Answer>;
  close(): Promise<void>;
}

/** A document as it is in the index. */
export interface StoredDocument {
  revision: number;
  /** Null for a tombstone. */
  projection: object | null;
}

/** One index of content by its own name, whether it serves or not. */
export interface NamedIndex extends Pick<ContentIndex, 'refresh' | 'snapshot' | 'search'> {
  write(documents: readonly DocumentWrite[]): Promise<DocumentOutcome[]>;
  /** The documents of these items whole, as they were last written; missing ones are left out. */
  sources(contentIds: readonly number[]): Promise<Map<number, Record<string, unknown>>>;
}

/** The indices of content, each by its own name. */
export interface ContentIndices {
  at(index: string): NamedIndex;
}

/** Of each field its terms, and of each term where it stands, as the index analyses texts. */
export type Terms = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>;

/** One index. What `matching` finds of an item is of one moment; of two items, and in two answers, it may be of two. */
export type FreshIndex = Matching & Pick<ContentIndex, 'snapshot' | 'search'>;

export interface ContentIndex {
  /**
   * Writes to each index that is written (docs/architecture.md, Rebuild), to each in one bulk request, in the order given; outcomes in the
   * same order, of the one that serves. Acknowledged means durable, not yet visible. The rows must be committed before.
   */
  write(documents: readonly DocumentWrite[]): Promise<DocumentOutcome[]>;
  /**
   * The index that serves now, with every acknowledged write visible. What is asked of it is of this one index, also when another takes its
   * place meanwhile: what is decided by it needs all from the same one.
   */
  fresh(): Promise<FreshIndex>;
  /** Makes every acknowledged write visible. */
  refresh(): Promise<void>;
  snapshot(): Promise<Snapshot>;
  /** The documents of these items as they were last written, visible or not; missing ones are left out. */
  read(contentIds: readonly number[]): Promise<Map<number, StoredDocument>>;
  /** How many items match each of these queries over `filter.*`, in order. Tombstones never match. */
  count(queries: readonly object[]): Promise<number[]>;
  /**
   * The terms of texts that the index does not hold, in order; each text by its field below `filter`. Fields are named with their whole paths,
   * stems apart (`filter.title`, `filter.title.stems`). Values of a list stand far apart.
   */
  termsOf(texts: readonly Readonly<Record<string, readonly string[]>>[]): Promise<Terms[]>;
  /** Ids of items whose documents a program wrote that did not know all search fields; at most `limit`, of those that are visible. */
  olderDocuments(limit: number): Promise<number[]>;
  /** A search request body, answered by the engine as it is. */
  search<Answer>(body: object): Promise<Answer>;
  /** Several in one request, answered in order. @throws UnavailableError or OpenSearchRefusal when one of them fails */
  searchAll<Answer>(bodies: readonly object[]): Promise<Answer[]>;
}
