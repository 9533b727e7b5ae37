import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../kernel/errors.ts';

/** A file as a browser gets it. */
export interface BrowserFile {
  body: Buffer;
  contentType: string;
}

/** The search page: one HTML document for all its addresses, and the files that it loads. */
export interface SearchPage {
  html: string;
  contentSecurityPolicy: string;
  /** By name. Names change with what is in the files. */
  files: ReadonlyMap<string, BrowserFile>;
}

/** What `npm run build-page` makes of `browser/`. */
const folder = path.join(import.meta.dirname, '../../dist/search-page');

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Nothing but this origin's own files. Markup from texts is taken from nobody but the one policy that parses descriptions in a
 * document of their own (browser/inert-text.ts).
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types inert-text',
].join('; ');

/**
 * Reads the page as it was built.
 * @param index the name of the search index that it asks for
 * @throws ConfigurationError when it was not built
 */
export function readSearchPage(index: string): SearchPage {
  if (!existsSync(folder)) {
    throw new ConfigurationError('the search page was not built: run `npm run build-page`');
  }
  const html = readFileSync(path.join(folder, 'search.html'), 'utf8');
  return {
    html: html.replace('%INDEX%', () => index.replace(/[&<>"]/g, (sign) => `&#${String(sign.codePointAt(0))};`)),
    contentSecurityPolicy,
    files: new Map(
      readdirSync(folder)
        .sort()
        .flatMap((name): [string, BrowserFile][] => {
          const contentType = contentTypes[path.extname(name)];
          return contentType === undefined
            ? []
            : [[name, { body: readFileSync(path.join(folder, name)), contentType }]];
        }),
    ),
  };
}
