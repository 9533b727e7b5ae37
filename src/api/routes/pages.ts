import { Type } from 'typebox';
import { NotFoundError } from '../../kernel/errors.ts';
import { readSearchPage } from '../../pages/search-page.ts';
import { fileReply, pageFile, type PageFile } from '../page-file.ts';
import { route, type Route } from '../route.ts';

const tag = 'Pages';
const answers = { 200: { description: 'The file' }, 304: { description: 'The browser has it already' } } as const;

/**
 * The search page and its files, read once. They say nothing about anybody and cost nothing to send, so that anyone may load
 * them, as often as he likes.
 * @param deps.index the name of the search index that the page asks for
 */
export function pageRoutes({ index }: { index: string }): Route[] {
  // At the first request for one of them: programs that compose the service and serve nothing do without.
  let read: { page: PageFile; parts: ReadonlyMap<string, PageFile> } | undefined;
  const files = (): NonNullable<typeof read> => (read ??= readFiles(index));
  const shared = { method: 'get', tag, hidden: true, rule: 'public', rate: 'unlimited', answers } as const;
  return [
    route({
      ...shared,
      path: '/search',
      id: 'searchPage',
      summary: 'The search page',
      handle: ({ ctx }) => fileReply(ctx, files().page),
    }),
    route({
      ...shared,
      path: '/search/course/{key}',
      id: 'coursePage',
      summary: 'The page of one item: the same document, which reads its address',
      parameters: { path: Type.Object({ key: Type.String() }) },
      handle: ({ ctx }) => fileReply(ctx, files().page),
    }),
    route({
      ...shared,
      path: '/search/app/{file}',
      id: 'searchFile',
      summary: 'A file of the search page',
      parameters: { path: Type.Object({ file: Type.String() }) },
      handle: ({ path: { file }, ctx }) => {
        const part = files().parts.get(file);
        if (part === undefined) {
          throw new NotFoundError(`there is nothing at ${ctx.path}`);
        }
        return fileReply(ctx, part);
      },
    }),
  ];
}

function readFiles(index: string): { page: PageFile; parts: ReadonlyMap<string, PageFile> } {
  const { html, contentSecurityPolicy, files } = readSearchPage(index);
  return {
    page: pageFile(html, 'text/html; charset=utf-8', contentSecurityPolicy),
    parts: new Map(
      [...files].map(([name, { body, contentType }]) => [name, { ...pageFile(body, contentType), lasts: true }]),
    ),
  };
}
