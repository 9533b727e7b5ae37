import { locales, type Locale } from '../search/port.ts';

/**
 * The language in which words are read for who asks for another: its own where its words are known (`es-MX` is read as Spanish), English
 * where they are not (docs/decisions/0059). @param tag a BCP 47 tag, whatever case, with `-` or `_`
 */
export function readLocale(tag: string): Locale {
  const [language = ''] = tag.toLowerCase().split(/[-_]/);
  return locales.find((locale) => locale === language) ?? 'en';
}
