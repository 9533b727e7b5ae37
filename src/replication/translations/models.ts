/** What of an item is translated. Descriptions are HTML, the title is plain text. */
export const translatedMembers = [
  'title',
  'short_description',
  'full_description',
  'outcome',
  'prerequisites',
] as const;

export type TranslatedMember = (typeof translatedMembers)[number];

export type Texts = Partial<Record<TranslatedMember, string>>;

/** An item's texts in another language. */
export interface Translation {
  /** BCP 47. */
  language: string;
  texts: Texts;
  /** Who translated it. */
  provider: string;
  /** The source has changed since. */
  stale: boolean;
  modifiedAt: Date;
}

export interface NewTranslation {
  contentKey: string;
  language: string;
  texts: Texts;
  provider: string;
  /** Of what was translated (`Source.hash`), so that it is known to be stale when it comes; undefined: the item as it is now. */
  sourceHash?: string | undefined;
}

export type TranslationOutcome =
  { outcome: 'created' | 'changed' | 'unchanged' } | { outcome: 'refused'; detail: string };

/** What there is to translate of an item: the texts that are not empty, and a digest of them. */
export interface Source {
  contentKey: string;
  /** Of instruction, by name; upstream does not say in what language it writes. */
  language: string | null;
  texts: Texts;
  hash: string;
}

/** A machine that translates. None is built in: `npm run translations -- translate --with MODULE` takes a module's `provider`. */
export interface TranslationProvider {
  /** Stands with what it translated. */
  name: string;
  /** @returns the same members in the language `to`. HTML stays HTML. It may reject: the item is told and passed over */
  translate(source: Source, to: string): Promise<Texts>;
}
