import { Type } from 'typebox';
import type { Inclusion, ItemDecision } from '../../inclusion/port.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { Search } from '../../search/port.ts';
import { visibleContent, type ContentItem, type Replication, type StoredDocument } from '../../replication/port.ts';
import { cursorPage, cursorPaging, readCursorPage } from '../cursor-page.ts';
import { contentExamples as examples } from '../examples/content.ts';
import { route, type Route } from '../route.ts';
import { contentKeys, notModified } from '../schemas/common.ts';
import { ContentBody, ContentResultsSchema, ContentViewListSchema, ContentViewSchema } from '../schemas/content.ts';
import { ContentAnswers } from './content-answers.ts';
import { languageHeader, languageParameter, viewOf, viewParameter, type View } from './content-view.ts';

const base = '/api/v1/content-metadata/';
const tag = 'Content';

const coercion = Type.Optional(Type.Boolean({ description: 'For a run, its course', default: false }));

export interface ContentRouteDeps {
  replication: Pick<
    Replication,
    'store' | 'locate' | 'find' | 'read' | 'list' | 'listNamed' | 'translated' | 'refreshContent' | 'readRefresh'
  >;
  inclusion: Inclusion;
  search: Pick<Search, 'refresh'>;
  /** Asks workers, here or elsewhere, to look for work now. */
  wakeWorkers: () => void;
}

export function contentRoutes({ replication, inclusion, search, wakeWorkers }: ContentRouteDeps): Route[] {
  const answers = new ContentAnswers({ replication });
  const inLanguage = async (
    items: readonly ContentItem[],
    { lang, view }: { lang?: string; view?: View },
  ): Promise<readonly ContentItem[]> =>
    lang === undefined || view === 'raw' ? items : (await replication.translated(items, lang)).map(({ item }) => item);
  return [
    route({
      method: 'post',
      path: base,
      id: 'storeContent',
      tag,
      summary: 'Store upstream documents',
      description:
        'Decided before the answer; with `Prefer: respond-async` (RFC 7240) they are stored, answered 202, and decided by ' +
        'the workers. A document that breaks the contract is refused alone. Searches show what is stored within a second.',
      rule: { anyOf: ['admin'], of: 'every' },
      rate: 'content',
      parameters: {
        query: Type.Object({
          refresh: Type.Optional(
            Type.Boolean({ description: 'Whether to answer when searches show it: some 20 ms later', default: false }),
          ),
        }),
      },
      body: { schema: ContentBody, description: 'One document or a list of them', read: 'value', large: true },
      answers: {
        200: { description: 'The fate of each document', schema: ContentResultsSchema },
        202: { description: 'The same, memberships pending', schema: ContentResultsSchema },
      },
      examples: examples.store,
      handle: async ({ query, body, author, ctx }) => {
        const documents = Array.isArray(body) ? (body as unknown[]) : [body];
        const leave = prefersAsync(ctx.get('prefer'));
        const whileStoring = leave ? undefined : inclusion.whileStoring.bind(inclusion);
        const stored = await replication.store(documents, { author, via: `POST ${base}`, leave, whileStoring });
        const decisions = await inclusion.decideItems(stored.claims, { waitForSearch: query.refresh === true });
        // Also where nothing was claimed: the same request may have been carried out before, its answer lost.
        if (query.refresh === true && !leave && decisions.every((decision) => decision?.outcome === 'decided')) {
          await search.refresh();
        }
        const decided = new Map(stored.claims.map(({ contentId }, position) => [contentId, decisions[position]]));
        const results = stored.documents.map((document) => presentResult(document, decided));
        if (!leave) {
          return { status: 200, body: { results } };
        }
        wakeWorkers();
        return { status: 202, body: { results }, headers: { 'Preference-Applied': 'respond-async' } };
      },
    }),
    route({
      method: 'get',
      path: base,
      id: 'listContent',
      tag,
      summary: 'Items, oldest first',
      description:
        'Runs that only named queries may see are left out. With `content_identifiers` they come in the order asked, and ' +
        '`unknown_identifiers` are those that name nothing.',
      rule: 'signed in',
      rate: 'read',
      parameters: {
        query: Type.Object({
          content_identifiers: Type.Optional(contentKeys('Only these keys and uuids')),
          coerce_to_parent_course: coercion,
          view: viewParameter,
          lang: languageParameter,
          ...cursorPaging,
        }),
      },
      answers: {
        200: {
          description: 'A page of items: 10 unless asked otherwise, at most 1,000',
          schema: ContentViewListSchema,
        },
        304: notModified,
      },
      problems: [404],
      examples: examples.list,
      handle: async ({ query, ctx }) => {
        const page = readCursorPage(query, { usual: 10, largest: 1_000 });
        const wanted = { coerceToCourse: query.coerce_to_parent_course === true, ...page };
        const identifiers = query.content_identifiers;
        const listed: { count: number; items: ContentItem[]; unknown?: string[] } =
          identifiers === undefined ? await replication.list(wanted) : await replication.listNamed(identifiers, wanted);
        // What is named is followed by its place, since it does not come by id.
        const first = page.after + page.offset + 1;
        const entries = listed.items.map((item, index) => ({
          item,
          place: identifiers === undefined ? item.contentId : first + index,
        }));
        const { shown, envelope } = cursorPage(ctx, page, { count: listed.count, entries, idOf: ({ place }) => place });
        const visible = shown.flatMap(({ item }) => visibleContent(item) ?? []);
        return {
          status: 200,
          body: {
            ...envelope,
            results: (await inLanguage(visible, query)).map((item) => viewOf(item, query.view)),
            ...(listed.unknown === undefined
              ? {}
              : { unknown_identifiers: asAsked(listed.unknown, identifiers ?? []) }),
          },
        };
      },
    }),
    route({
      method: 'get',
      path: `${base}{key}/`,
      id: 'readContent',
      tag,
      summary: 'One item',
      description:
        '`view=client` is the shape that existing clients read; `raw` the upstream document as it came; `normalized` what is worked out ' +
        'about it, by the schema `normalized.v1`. None shows runs that only named queries may see.',
      rule: 'signed in',
      rate: 'read',
      parameters: {
        path: Type.Object({ key: Type.String({ description: 'Content key, uuid or id', minLength: 1 }) }),
        query: Type.Object({
          coerce_to_parent_course: coercion,
          view: viewParameter,
          lang: languageParameter,
        }),
      },
      answers: {
        200: { description: 'The item', schema: ContentViewSchema },
        304: notModified,
      },
      examples: examples.read,
      handle: async ({ path, query }) => {
        const coerceToCourse = query.coerce_to_parent_course === true;
        if (query.lang === undefined || query.view === 'raw') {
          const body = await answers.read(path.key, { coerceToCourse, view: query.view ?? 'client' });
          if (body === undefined) {
            throw noContent();
          }
          return { status: 200, body };
        }
        const found = await replication.find(path.key, { coerceToCourse });
        const item = found && visibleContent(found);
        if (item === undefined) {
          throw noContent();
        }
        const [shown = { item, language: null }] = await replication.translated([item], query.lang);
        return {
          status: 200,
          body: viewOf(shown.item, query.view),
          headers: languageHeader(shown.language),
        };
      },
    }),
  ];
}

function noContent(): NotFoundError {
  return new NotFoundError('there is no content with this key, uuid or id');
}

/** A key with a blank was read in both ways: with the blank, and with the plus that a form writes so. It is told once. */
function asAsked(unknown: readonly string[], identifiers: readonly string[]): string[] {
  const asked = new Set(identifiers);
  return unknown.filter((key) => !key.includes(' ') || !asked.has(key.replaceAll(' ', '+')));
}

/** RFC 7240: preferences are separated by commas, may have parameters, and do not differ by case. */
function prefersAsync(header: string): boolean {
  return header.split(',').some((preference) => /^\s*respond-async\s*(;|$)/i.test(preference));
}

function presentResult(document: StoredDocument, decided: ReadonlyMap<number, ItemDecision | undefined>) {
  if (document.outcome === 'refused') {
    return { content_key: document.contentKey, outcome: document.outcome, errors: document.errors };
  }
  const committed = !document.undecided || decided.get(document.contentId)?.outcome === 'decided';
  return {
    content_key: document.contentKey,
    outcome: document.outcome,
    membership: committed ? ('committed' as const) : ('pending' as const),
    ...(document.faults.length > 0 ? { warnings: document.faults } : {}),
  };
}
