import { Type } from 'typebox';
import type { Inclusion } from '../../inclusion/port.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { QuarantineEntry, QuarantinedDocument, Replication, Retry } from '../../replication/port.ts';
import { cursorPage, cursorPaging, readCursorPage } from '../cursor-page.ts';
import { quarantineExamples as examples } from '../examples/quarantine.ts';
import { route, type Route, type Rule } from '../route.ts';
import { QuarantineListSchema, QuarantinedDocumentSchema, RetryBody, RetrySchema } from '../schemas/quarantine.ts';

const tag = 'Quarantine';
const base = '/api/v1/quarantine/';
const rule: Rule = { anyOf: ['admin'], of: 'every' };
const path = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 999_999_999_999_999 }) });

/** Tried in one request, so that it is answered in time. */
const mostOfOneRetry = 100;

export interface QuarantineRouteDeps {
  replication: Pick<Replication, 'listQuarantine' | 'readQuarantined' | 'retryQuarantined' | 'discardQuarantined'>;
  inclusion: Pick<Inclusion, 'decideItems'>;
}

/** Documents that broke the contract: which, why, once more, and no more. */
export function quarantineRoutes({ replication, inclusion }: QuarantineRouteDeps): Route[] {
  const retried = async (retry: Retry): Promise<{ id: number; content_key: string | null; outcome: Outcome }[]> => {
    await inclusion.decideItems(retry.claims);
    return retry.entries.map(({ id, contentKey, outcome }) => ({ id, content_key: contentKey, outcome }));
  };
  return [
    route({
      method: 'get',
      path: base,
      id: 'listQuarantine',
      tag,
      summary: 'Documents that broke the contract, from the one that came first',
      description:
        'The last good version of an item stays in force meanwhile. A good version that comes later takes the entry away.',
      rule,
      rate: 'read',
      parameters: { query: Type.Object({ ...cursorPaging }) },
      answers: { 200: { description: 'A page: 20 unless asked otherwise, at most 100', schema: QuarantineListSchema } },
      problems: [404],
      handle: async ({ query, ctx }) => {
        const page = readCursorPage(query, { usual: 20, largest: 100 });
        const { count, entries } = await replication.listQuarantine(page);
        const { shown, envelope } = cursorPage(ctx, page, { count, entries, idOf: ({ id }) => id });
        return { status: 200, body: { ...envelope, results: shown.map(presentEntry) } };
      },
    }),
    route({
      method: 'get',
      path: `${base}{id}/`,
      id: 'readQuarantined',
      tag,
      summary: 'One of them, with the document',
      rule,
      rate: 'read',
      parameters: { path },
      answers: { 200: { description: 'The entry', schema: QuarantinedDocumentSchema } },
      examples: examples.read,
      handle: async ({ path: { id } }) => {
        const entry = await replication.readQuarantined(id);
        if (entry === undefined) {
          throw unknown();
        }
        return { status: 200, body: presentDocument(entry) };
      },
    }),
    route({
      method: 'post',
      path: `${base}{id}/retry/`,
      id: 'retryQuarantined',
      tag,
      summary: 'Try one of them again, with the contract as it is now',
      rule,
      rate: 'content',
      parameters: { path },
      answers: { 200: { description: 'What became of it', schema: RetrySchema } },
      examples: examples.retry,
      handle: async ({ path: { id }, author }) => {
        const results = await retried(await replication.retryQuarantined({ ids: [id] }, author));
        if (results.length === 0) {
          throw unknown();
        }
        return { status: 200, body: { results, next: null } };
      },
    }),
    route({
      method: 'delete',
      path: `${base}{id}/`,
      id: 'discardQuarantined',
      tag,
      summary: 'Forget one of them',
      description: 'The last good version of its item stays in force. It is in the audit log.',
      rule,
      rate: 'content',
      parameters: { path },
      answers: { 204: { description: 'It is gone' } },
      handle: async ({ path: { id }, author }) => {
        if ((await replication.discardQuarantined([id], author)).length === 0) {
          throw unknown();
        }
        return { status: 204, body: null };
      },
    }),
    route({
      method: 'post',
      path: `${base}retry/`,
      id: 'retryAllQuarantined',
      tag,
      summary: 'Try all of them again',
      description: `${String(mostOfOneRetry)} in a request; \`next\` says where the next one goes on.`,
      rule,
      rate: 'content',
      body: { schema: RetryBody, description: 'Where to begin', read: 'value', mayBeEmpty: true },
      answers: { 200: { description: 'What became of each', schema: RetrySchema } },
      examples: examples.retryAll,
      handle: async ({ body, author }) => {
        const which = { after: body.after ?? 0, limit: mostOfOneRetry };
        const results = await retried(await replication.retryQuarantined(which, author));
        const more = results.length === mostOfOneRetry;
        return { status: 200, body: { results, next: more ? (results.at(-1)?.id ?? null) : null } };
      },
    }),
  ];
}

type Outcome = Retry['entries'][number]['outcome'];

function unknown(): NotFoundError {
  return new NotFoundError('there is no such document in quarantine');
}

function presentEntry(entry: QuarantineEntry) {
  return {
    id: entry.id,
    content_key: entry.contentKey,
    content_type: entry.contentType,
    source: entry.source,
    errors: entry.errors,
    bytes: entry.bytes,
    seen: entry.seen,
    first_seen: entry.firstSeenAt.toISOString(),
    last_seen: entry.lastSeenAt.toISOString(),
    in_force_since: entry.inForceSince?.toISOString() ?? null,
  };
}

function presentDocument(entry: QuarantinedDocument) {
  return {
    ...presentEntry(entry),
    ...(entry.whole ? { document: JSON.parse(entry.body) as unknown } : { beginning: entry.body }),
  };
}
