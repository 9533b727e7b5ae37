import type { Author } from '../../kernel/audit.ts';
import type { Locale } from '../port.ts';

/** Words that mean the same to searches in one language. */
export interface NewSynonym {
  locale: Locale;
  /** Letters, digits, `.`, `_`, `-`; up to 100. A rule of the same name is replaced. */
  name: string;
  /** `a, b, c`: each finds the others too. `a, b => c`: who searches a or b finds c too. Parts may have several words. */
  rule: string;
}

/** Which items come first, and which are left out, where somebody searches for a text. */
export interface NewPin {
  /** As a synonym's. */
  name: string;
  /** Only in searches within this customer's catalogs; null: in everybody's. */
  customer: string | null;
  /** Whether the text is all that is searched for, or its first words. */
  matches: 'exact' | 'beginning';
  /** Compared by words, whatever case and accents. Empty: searches without words, or, as a beginning, every search. */
  text: string;
  /** Content keys, in their order. */
  pinned: readonly string[];
  hidden: readonly string[];
}

/** When a rule was written last, by whom, and at which version of all rules of its kind. */
export interface Changed {
  version: number;
  changedAt: Date;
  changedBy: string;
}

export type Synonym = NewSynonym & Changed;
export type Pin = NewPin & Changed;

export type PutOutcome = 'created' | 'changed' | 'unchanged';

/** What a preview is of. */
export interface PreviewRequest {
  text: string;
  locale: Locale;
  /** Whose catalogs are searched; without, everything. */
  customer?: string;
}

export interface PreviewedHits {
  count: number;
  /** The first ten. */
  hits: { content_key: string; title: string }[];
}

export interface SynonymPreview {
  /** Words of the text, and what is looked for beside them; what is past the engine's limit is left out, here too. */
  searchedAs: { words: string; alternatives: readonly string[] }[];
  before: PreviewedHits;
  after: PreviewedHits;
}

export interface PinPreview {
  /** Names of the rules that hold, those that come first before. */
  rules: string[];
  /** Whether it is shown: it is there, and in what is searched. */
  pinned: { content_key: string; shown: boolean }[];
  hidden: readonly string[];
  before: PreviewedHits;
  after: PreviewedHits;
}

/** What operators say about searches. It holds for the next search, in every process; every write is in the audit log. */
export interface Steering {
  /** By name. */
  listSynonyms(locale?: Locale): Promise<{ version: number; synonyms: Synonym[] }>;
  /**
   * All or none of them. @param options.apply without it nothing is written, and the outcomes are what they would be
   * @throws RefusedError with every fault; its pointers begin with the position in the list
   */
  putSynonyms(
    author: Author,
    synonyms: readonly NewSynonym[],
    options: { apply: boolean },
  ): Promise<{ version: number; outcomes: PutOutcome[] }>;
  /** @throws NotFoundError */
  deleteSynonym(author: Author, which: Pick<NewSynonym, 'locale' | 'name'>): Promise<void>;
  /** @param rules beside those that are stored; `before` is without them, or, where there are none, without any @throws RefusedError */
  previewSynonyms(request: PreviewRequest, rules: readonly string[]): Promise<SynonymPreview>;
  /** By name. */
  listPins(): Promise<{ version: number; pins: Pin[] }>;
  /** As `putSynonyms`, of one. @throws RefusedError with every fault */
  putPin(author: Author, pin: NewPin, options: { apply: boolean }): Promise<{ version: number; outcome: PutOutcome }>;
  /** @throws NotFoundError */
  deletePin(author: Author, name: string): Promise<void>;
  /** @param draft beside those that are stored, in the place of the one of its name. As `previewSynonyms` @throws RefusedError */
  previewPins(request: PreviewRequest, draft: NewPin | undefined): Promise<PinPreview>;
}
