/** A language of instruction: the name of facets, the code of runs, and its share of the courses in per cent. */
export interface Language {
  name: string;
  code: string;
  share: number;
}

const ENGLISH: Language = { name: 'English', code: 'en-us', share: 76 };
export const SPANISH: Language = { name: 'Spanish', code: 'es-419', share: 11 };

export const LANGUAGES: readonly Language[] = [
  ENGLISH,
  SPANISH,
  { name: 'French', code: 'fr', share: 3.2 },
  { name: 'Portuguese', code: 'pt-br', share: 2.6 },
  { name: 'Chinese', code: 'zh-cn', share: 2.1 },
  { name: 'German', code: 'de', share: 1.6 },
  { name: 'Italian', code: 'it', share: 1.1 },
  { name: 'Japanese', code: 'ja', share: 0.8 },
  { name: 'Arabic', code: 'ar', share: 0.7 },
  { name: 'Russian', code: 'ru', share: 0.5 },
  { name: 'Korean', code: 'ko', share: 0.4 },
];
