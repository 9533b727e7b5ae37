import type { Locale } from './port.ts';

/** Where words are looked for, and the tier: how much a word counts that is found there. */
export type Tier = readonly [field: string, worth: number];

const common: readonly Tier[] = [
  ['title', 16],
  ['content_key.text', 12],
  ['skill_names.text', 6],
  ['partners.text', 6],
  ['subjects.text', 5],
  ['program_titles.text', 4],
  ['short_description', 2],
  // Holds what one learns (`outcome`) too.
  ['additional_information', 1],
  ['full_description', 1],
];

const spanish: readonly Tier[] = [
  ['es.title', 16],
  ['es.short_description', 2],
  ['es.full_description', 1],
  ['es.outcome', 1],
];

/** Fields that hold stems, but for the key. */
export function tiersOf(locale: Locale): readonly Tier[] {
  return locale === 'es' ? [...common, ...spanish] : common;
}

/** The same, and titles as they are written: a word counts more there than another of its stem (`marketing`, `markets`). */
export function wholeTiersOf(locale: Locale): readonly Tier[] {
  return [...titleFieldsOf(locale).map((field): Tier => [field, 20]), ...tiersOf(locale)];
}

/** Fields that hold words as they are, for words that may be misspelt. Descriptions are long: in them nearly every word has a like one. */
export function wordTiersOf(locale: Locale): readonly Tier[] {
  const tiers: readonly Tier[] = [
    ['title.words', 16],
    ['skill_names.words', 6],
    ['partners.words', 6],
    ['subjects.words', 5],
  ];
  return locale === 'es' ? [...tiers, ['es.title.words', 16]] : tiers;
}

/** Where titles are, as words. */
export function titleFieldsOf(locale: Locale): readonly string[] {
  return locale === 'es' ? ['es.title.words', 'title.words'] : ['title.words'];
}

export function isTitle(field: string): boolean {
  return titleFieldsOf('es').includes(field);
}

/** Where words that stand in a row are a name, and what that is worth beside the words. */
export function rowsOf(locale: Locale): readonly Tier[] {
  const rows: readonly Tier[] = [
    ['skill_names.text', 16],
    ['partners.text', 16],
    ['subjects.text', 12],
    ['short_description', 6],
  ];
  return locale === 'es' ? [...rows, ['es.short_description', 6]] : rows;
}
