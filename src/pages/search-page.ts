import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import path from 'node:path';

/** A file as a browser gets it. */
export interface BrowserFile {
  body: string;
  contentType: string;
}

/** The search page: one HTML document for all its addresses, and the files that it loads. */
export interface SearchPage {
  html: string;
  contentSecurityPolicy: string;
  /** By their path below `/search/`: `app/NAME`, `lib/…`. */
  files: ReadonlyMap<string, BrowserFile>;
}

const importedFile = /from '\.\/([\w-]+\.ts)'/g;
const folder = path.join(import.meta.dirname, 'browser');
const require = createRequire(import.meta.url);

/** Files of the library as published, which are modules for browsers already; with the names that the page imports them by. */
const library: readonly { file: string; importedAs?: string }[] = [
  { file: 'lit-html.js', importedAs: 'lit-html' },
  { file: 'directives/repeat.js', importedAs: 'lit-html/directives/repeat.js' },
  { file: 'directive.js' },
  { file: 'directive-helpers.js' },
];

const contentTypes: Record<string, string> = {
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads and prepares everything, once: types are taken off, nothing else is changed. */
export function readSearchPage(): SearchPage {
  const files = new Map([...readApp(), ...readLibrary()]);
  const importMap = JSON.stringify({
    imports: Object.fromEntries(
      library.flatMap(({ file, importedAs }) =>
        importedAs === undefined ? [] : [[importedAs, `/search/lib/${path.basename(file)}`]],
      ),
    ),
  });
  const modules = [...files].filter(([, { contentType }]) => contentType.startsWith('text/javascript'));
  const imported = new Set(modules.flatMap(([, { body }]) => [...body.matchAll(importedFile)].map(([, name]) => name)));
  // All at once, where the browser would find them one after the other; what only has types is never imported.
  const preloads = modules
    .map(([name]) => name)
    .filter((name) => name.startsWith('lib/') || imported.has(path.basename(name)))
    .map((name) => `<link rel="modulepreload" href="/search/${name}" />`);
  return {
    html: readFileSync(path.join(folder, 'search.html'), 'utf8').replace('<!-- modules -->', () =>
      [`<script type="importmap">${importMap}</script>`, ...preloads].join('\n    '),
    ),
    contentSecurityPolicy: policy(importMap),
    files,
  };
}

/**
 * Nothing but this origin's own files, and the one import map. Markup from texts is taken by nobody but the two named policies:
 * the library's, for the page's own templates, and the one that parses descriptions in a document of their own (inert-text.ts).
 */
function policy(importMap: string): string {
  const hash = createHash('sha256').update(importMap).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html inert-text',
  ].join('; ');
}

function readApp(): [string, BrowserFile][] {
  return readdirSync(folder)
    .filter((name) => path.extname(name) in contentTypes)
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(folder, name), 'utf8');
      return [
        `app/${name}`,
        {
          body: name.endsWith('.ts') ? stripTypeScriptTypes(text) : text,
          contentType: contentTypes[path.extname(name)] ?? '',
        },
      ];
    });
}

function readLibrary(): [string, BrowserFile][] {
  // What Node resolves is its own build, in a folder beside the files for browsers.
  const root = path.join(path.dirname(require.resolve('lit-html')), '..');
  return library.map(({ file: name }) => {
    const text = readFileSync(path.join(root, name), 'utf8')
      // All of them stand in one folder.
      .replaceAll('from"../', 'from"./')
      // The maps are not served.
      .replace(/^\/\/# sourceMappingURL=.*$/m, '');
    return [`lib/${path.basename(name)}`, { body: text, contentType: contentTypes['.js'] ?? '' }];
  });
}
