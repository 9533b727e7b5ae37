import { Type } from 'typebox';
import { RefusedError } from '../../kernel/errors.ts';
import type { NewPin, Pin, PreviewRequest, Steering, Synonym } from '../../search/port.ts';
import { steeringExamples as examples } from '../examples/steering.ts';
import { listPage, readPaging } from '../list-page.ts';
import { route, type Route } from '../route.ts';
import { paging } from '../schemas/common.ts';
import {
  NewPinBody,
  NewSynonymBody,
  PinListSchema,
  PinPath,
  PinPreviewBody,
  PinPreviewSchema,
  PutRuleSchema,
  SynonymListSchema,
  SynonymPath,
  SynonymPreviewBody,
  SynonymPreviewSchema,
  SynonymsQuery,
  type PinBody,
  type PreviewBody,
} from '../schemas/steering.ts';

const tag = 'Search';
const rule = { anyOf: ['admin'], of: 'every' } as const;
const sizes = { usual: 100, largest: 1_000 };
const synonyms = '/api/v1/search-synonyms/';
const pins = '/api/v1/search-pins/';
const listed = 'A page of rules, by name: 100 unless asked otherwise';
const put = { 200: { description: 'What became of it', schema: PutRuleSchema } } as const;
const gone = { 204: { description: 'It is gone' } } as const;

/** What operators say about searches: words that mean the same, items that are pinned or hidden. */
export function searchSteeringRoutes({ steering }: { steering: Steering }): Route[] {
  return [...synonymRoutes(steering), ...pinRoutes(steering)];
}

function synonymRoutes(steering: Steering): Route[] {
  return [
    route({
      method: 'get',
      path: synonyms,
      id: 'listSynonyms',
      tag,
      summary: 'Words that mean the same to searches',
      rule,
      rate: 'read',
      parameters: { query: Type.Object({ locale: SynonymsQuery, ...paging }) },
      answers: { 200: { description: listed, schema: SynonymListSchema } },
      problems: [404],
      examples: examples.listSynonyms,
      handle: async ({ query, ctx }) => {
        const page = readPaging(query, sizes);
        const { version, synonyms: all } = await steering.listSynonyms(query.locale);
        const results = all.slice(page.offset, page.offset + page.limit).map(presentSynonym);
        return { status: 200, body: { version, ...listPage(ctx, page, { count: all.length, results }) } };
      },
    }),
    route({
      method: 'put',
      path: `${synonyms}{locale}/{name}/`,
      id: 'putSynonym',
      tag,
      summary: 'Say that words mean the same',
      description:
        'It holds for the next search, without indexing anew. What has the word itself stays above what has its synonym.',
      rule,
      rate: 'write',
      parameters: { path: SynonymPath },
      body: { schema: NewSynonymBody, description: 'The rule', read: 'value' },
      answers: put,
      problems: [422],
      examples: examples.putSynonym,
      handle: async ({ path, body, author }) => {
        const { version, outcomes } = await ofOne(
          steering.putSynonyms(author, [{ ...path, rule: body.rule }], { apply: true }),
        );
        return { status: 200, body: { outcome: outcomes[0] ?? 'unchanged', version } };
      },
    }),
    route({
      method: 'delete',
      path: `${synonyms}{locale}/{name}/`,
      id: 'deleteSynonym',
      tag,
      summary: 'Forget that words mean the same',
      rule,
      rate: 'write',
      parameters: { path: SynonymPath },
      answers: gone,
      handle: async ({ path, author }) => {
        await steering.deleteSynonym(author, path);
        return { status: 204, body: null };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/search-synonyms-preview/',
      id: 'previewSynonyms',
      tag,
      summary: 'What a text is searched as, and what it finds with and without that',
      description:
        'With `rules`: before and after these would be stored. Without: without any synonyms, and with those that are stored.',
      rule,
      rate: 'search',
      body: { schema: SynonymPreviewBody, description: 'A text, and rules to try', read: 'value' },
      answers: { 200: { description: 'The preview', schema: SynonymPreviewSchema } },
      problems: [422],
      examples: examples.previewSynonyms,
      handle: async ({ body }) => {
        const preview = await steering.previewSynonyms(readAsked(body), body.rules ?? []);
        const searched = preview.searchedAs.map(({ words, alternatives }) => ({
          words,
          alternatives: [...alternatives],
        }));
        return { status: 200, body: { searched_as: searched, before: preview.before, after: preview.after } };
      },
    }),
  ];
}

function pinRoutes(steering: Steering): Route[] {
  return [
    route({
      method: 'get',
      path: pins,
      id: 'listPins',
      tag,
      summary: 'Items that come first, or are left out, for a text',
      rule,
      rate: 'read',
      parameters: { query: Type.Object(paging) },
      answers: { 200: { description: listed, schema: PinListSchema } },
      problems: [404],
      examples: examples.listPins,
      handle: async ({ query, ctx }) => {
        const page = readPaging(query, sizes);
        const { version, pins: all } = await steering.listPins();
        const results = all.slice(page.offset, page.offset + page.limit).map(presentPin);
        return { status: 200, body: { version, ...listPage(ctx, page, { count: all.length, results }) } };
      },
    }),
    route({
      method: 'put',
      path: `${pins}{name}/`,
      id: 'putPin',
      tag,
      summary: 'Say which items come first for a text, and which are left out',
      description:
        'What is pinned comes first, in its order, where a search by relevance could show it: it must be in the catalogs that are ' +
        'searched, and meet the filters; it need not have the words. What is hidden is in no result, count or facet.',
      rule,
      rate: 'write',
      parameters: { path: PinPath },
      body: { schema: NewPinBody, description: 'The rule', read: 'value' },
      answers: put,
      problems: [422],
      examples: examples.putPin,
      handle: async ({ path, body, author }) => ({
        status: 200,
        body: await steering.putPin(author, readPin(path.name, body), { apply: true }),
      }),
    }),
    route({
      method: 'delete',
      path: `${pins}{name}/`,
      id: 'deletePin',
      tag,
      summary: 'Forget which items come first for a text, and which are left out',
      rule,
      rate: 'write',
      parameters: { path: PinPath },
      answers: gone,
      handle: async ({ path, author }) => {
        await steering.deletePin(author, path.name);
        return { status: 204, body: null };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/search-pins-preview/',
      id: 'previewPins',
      tag,
      summary: 'Which rules hold for a text, and what it finds with and without them',
      description:
        'With `rule`: before and after it would be stored. Without: without any rules, and with those that are stored.',
      rule,
      rate: 'search',
      body: { schema: PinPreviewBody, description: 'A text, and a rule to try', read: 'value' },
      answers: { 200: { description: 'The preview', schema: PinPreviewSchema } },
      problems: [422],
      examples: examples.previewPins,
      handle: async ({ body }) => {
        const draft = body.rule === undefined ? undefined : readPin(body.rule.name ?? 'draft', body.rule);
        const preview = await steering.previewPins(readAsked(body), draft);
        return { status: 200, body: { ...preview, hidden: [...preview.hidden] } };
      },
    }),
  ];
}

function readAsked({ q, locale = 'en', customer }: PreviewBody): PreviewRequest {
  return { text: q, locale, ...(customer === undefined ? {} : { customer }) };
}

function readPin(name: string, { customer = null, matches, text, pinned = [], hidden = [] }: PinBody): NewPin {
  return { name, customer, matches, text, pinned, hidden };
}

/** Faults of the one that was sent, without its position. */
async function ofOne<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RefusedError) {
      const faults = error.faults.map((fault) => ({ ...fault, pointer: fault.pointer.replace(/^\/0/, '') }));
      throw new RefusedError(error.message, { cause: error, faults });
    }
    throw error;
  }
}

function presentSynonym({ locale, name, rule: text, version, changedAt, changedBy }: Synonym) {
  return { locale, name, rule: text, version, changed_at: changedAt.toISOString(), changed_by: changedBy };
}

function presentPin({ changedAt, changedBy, pinned, hidden, ...own }: Pin) {
  return {
    ...own,
    pinned: [...pinned],
    hidden: [...hidden],
    changed_at: changedAt.toISOString(),
    changed_by: changedBy,
  };
}
