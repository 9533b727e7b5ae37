import { locales, type Locale } from '../../src/search/port.ts';
import { ArgumentError } from '../stack/command.ts';

/** @throws ArgumentError when searches know no such language */
export function readLocale(text: string): Locale {
  const locale = locales.find((one) => one === text);
  if (locale === undefined) {
    throw new ArgumentError(`--locale is one of ${locales.join(', ')}, not ${text}`);
  }
  return locale;
}
