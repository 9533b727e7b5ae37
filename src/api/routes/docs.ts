import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Type } from 'typebox';
import { NotFoundError } from '../../kernel/errors.ts';
import { fileReply, pageFile, type PageFile } from '../page-file.ts';
import { route, type Route } from '../route.ts';

const folder = path.resolve(import.meta.dirname, '../docs-page');
const require = createRequire(import.meta.url);

/** The library sets styles on elements and shows small pictures that are part of its style sheet. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const files = { 200: { description: 'The file' }, 304: { description: 'The browser has it already' } } as const;
const tag = 'Documentation';

/** The description of the interface, and a page that shows it. Everything comes from this server. */
export function docsRoutes(describe: () => object): Route[] {
  // At the first request for one of them: programs that compose the service and serve nothing do without.
  let page: PageFile | undefined;
  let parts: ReadonlyMap<string, PageFile> | undefined;
  let description: PageFile | undefined;
  return [
    route({
      method: 'get',
      path: '/api/openapi.json',
      id: 'openapi',
      tag,
      summary: 'This description',
      rule: 'public',
      rate: 'anonymous',
      answers: {
        200: { description: 'OpenAPI 3.1', contentType: 'application/json' },
        304: { description: 'It is as the `If-None-Match` of the request says' },
      },
      handle: ({ ctx }) =>
        fileReply(ctx, (description ??= pageFile(JSON.stringify(describe()), 'application/json; charset=utf-8'))),
    }),
    route({
      method: 'get',
      path: '/api/docs',
      id: 'docsPage',
      tag,
      summary: 'A page that shows this description',
      hidden: true,
      rule: 'public',
      rate: 'anonymous',
      answers: files,
      handle: ({ ctx }) => fileReply(ctx, (page ??= readPage())),
    }),
    route({
      method: 'get',
      path: '/api/docs/{file}',
      id: 'docsFile',
      tag,
      summary: 'A part of that page',
      hidden: true,
      rule: 'public',
      rate: 'anonymous',
      parameters: { path: Type.Object({ file: Type.String() }) },
      answers: files,
      handle: ({ path: { file }, ctx }) => {
        const part = (parts ??= readParts()).get(file);
        if (part === undefined) {
          throw new NotFoundError(`there is nothing at ${ctx.path}`);
        }
        return fileReply(ctx, part);
      },
    }),
  ];
}

function readPage(): PageFile {
  return pageFile(readFileSync(path.join(folder, 'index.html')), 'text/html; charset=utf-8', policy);
}

function readParts(): Map<string, PageFile> {
  const library = path.dirname(require.resolve('swagger-ui-dist/package.json'));
  const types: Record<string, string> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' };
  const sources = [
    [library, 'swagger-ui.css'],
    [library, 'swagger-ui-bundle.js'],
    [folder, 'docs.css'],
    [folder, 'docs.js'],
  ] as const;
  return new Map(
    sources.map(([from, name]) => [
      name,
      pageFile(readFileSync(path.join(from, name)), types[path.extname(name)] ?? 'application/octet-stream'),
    ]),
  );
}
