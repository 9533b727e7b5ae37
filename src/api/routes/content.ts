import { Type } from 'typebox';
import type { Inclusion, ItemDecision } from '../../inclusion/port.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { Replication, StoredDocument } from '../../replication/port.ts';
import { contentExamples as examples } from '../examples/content.ts';
import { route, type Route } from '../route.ts';
import { ContentBody, ContentResultsSchema, ContentSchema } from '../schemas/content.ts';
import { presentContent } from './present-content.ts';

const base = '/api/v1/content-metadata/';
const tag = 'Content';

export interface ContentRouteDeps {
  replication: Pick<Replication, 'store' | 'find'>;
  inclusion: Inclusion;
  /** Asks workers, here or elsewhere, to look for work now. */
  wakeWorkers: () => void;
}

export function contentRoutes({ replication, inclusion, wakeWorkers }: ContentRouteDeps): Route[] {
  return [
    route({
      method: 'post',
      path: base,
      id: 'storeContent',
      tag,
      summary: 'Store upstream documents',
      description:
        'Decided before the answer; with `Prefer: respond-async` (RFC 7240) they are stored, answered 202, and decided by ' +
        'the workers. A document that breaks the contract is refused alone.',
      rule: { anyOf: ['admin'], of: 'every' },
      rate: 'content',
      body: { schema: ContentBody, description: 'One document or a list of them', read: 'value', large: true },
      answers: {
        200: { description: 'The fate of each document', schema: ContentResultsSchema },
        202: { description: 'The same, memberships pending', schema: ContentResultsSchema },
      },
      examples: examples.store,
      handle: async ({ body, author, ctx }) => {
        const documents = Array.isArray(body) ? (body as unknown[]) : [body];
        const leave = prefersAsync(ctx.get('prefer'));
        const stored = await replication.store(documents, { author, leave });
        const decisions = await inclusion.decideItems(stored.claims);
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
      path: `${base}{key}/`,
      id: 'readContent',
      tag,
      summary: 'One item',
      rule: 'signed in',
      rate: 'read',
      parameters: {
        path: Type.Object({ key: Type.String({ description: 'Content key or uuid', minLength: 1 }) }),
        query: Type.Object({
          coerce_to_parent_course: Type.Optional(
            Type.Boolean({ description: 'For a run, its course', default: false }),
          ),
        }),
      },
      answers: {
        200: { description: 'The upstream document, with what is computed put over it', schema: ContentSchema },
      },
      examples: examples.read,
      handle: async ({ path, query }) => {
        const item = await replication.find(path.key, { coerceToCourse: query.coerce_to_parent_course === true });
        if (item === undefined) {
          throw new NotFoundError('there is no content with this key or uuid');
        }
        return { status: 200, body: presentContent(item) };
      },
    }),
  ];
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
