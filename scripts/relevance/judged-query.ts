import type { Locale } from '../../src/search/port.ts';

/** What kinds of queries there are; each has a file in `queries/` or is drawn from the corpus. */
export const queryClasses = [
  'title',
  'typo',
  'prefix',
  'topic',
  'paraphrase',
  'spanish',
  'synonym',
  'words',
  'nothing',
] as const;
export type QueryClass = (typeof queryClasses)[number];

export interface JudgedQuery {
  class: QueryClass;
  text: string;
  locale: Locale;
  /** Content key → 2 what is wanted, 1 what is next to it. None where nothing is a good answer. */
  grades: ReadonlyMap<string, number>;
}
