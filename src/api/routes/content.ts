import type Router from '@koa/router';
import { BadRequestError, NotFoundError } from '../../kernel/errors.ts';
import type { ItemDecision } from '../../inclusion/port.ts';
import type { StoredDocument } from '../../replication/port.ts';
import type { ApiDeps } from '../create-api.ts';
import { isYes, parameters } from '../query-parameters.ts';
import { readBody } from '../read-body.ts';
import { presentContent } from './present-content.ts';

const base = '/api/v1/content-metadata';
const documentsOfOneRequest = 1_000;

export function contentRoutes(
  router: Router,
  deps: Pick<ApiDeps, 'replication' | 'inclusion' | 'maxBodyBytes' | 'wakeWorkers'>,
): void {
  const { replication, inclusion } = deps;

  /**
   * One raw document or a list of them. Decided before the answer; with `Prefer: respond-async` (RFC 7240) they are stored,
   * answered 202, and decided by the workers.
   */
  router.post(base, async (ctx) => {
    const documents = parseDocuments(await readBody(ctx, deps.maxBodyBytes));
    const leave = prefersAsync(ctx.get('prefer'));
    const stored = await replication.store(documents, { leave });
    const decisions = await inclusion.decideItems(stored.claims);
    if (leave) {
      deps.wakeWorkers();
      ctx.status = 202;
      ctx.set('Preference-Applied', 'respond-async');
    }
    const decided = new Map(stored.claims.map(({ contentId }, position) => [contentId, decisions[position]]));
    ctx.body = { results: stored.documents.map((document) => presentResult(document, decided)) };
  });

  router.get(`${base}/:id`, async (ctx) => {
    const item = await replication.find(ctx.params['id'] ?? '', {
      coerceToCourse: isYes(parameters(ctx).get('coerce_to_parent_course')?.[0]),
    });
    if (item === undefined) {
      throw new NotFoundError('there is no content with this key or uuid');
    }
    ctx.body = presentContent(item);
  });
}

/** RFC 7240: preferences are separated by commas, may have parameters, and do not differ by case. */
function prefersAsync(header: string): boolean {
  return header.split(',').some((preference) => /^\s*respond-async\s*(;|$)/i.test(preference));
}

function parseDocuments(text: string): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadRequestError(`the body is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const documents = Array.isArray(value) ? (value as unknown[]) : [value];
  if (documents.length > documentsOfOneRequest) {
    throw new BadRequestError(
      `at most ${String(documentsOfOneRequest)} documents a request, these are ${String(documents.length)}`,
    );
  }
  return documents;
}

function presentResult(document: StoredDocument, decided: ReadonlyMap<number, ItemDecision | undefined>): object {
  if (document.outcome === 'refused') {
    return { content_key: document.contentKey, outcome: document.outcome, errors: document.errors };
  }
  const committed = !document.undecided || decided.get(document.contentId)?.outcome === 'decided';
  return {
    content_key: document.contentKey,
    outcome: document.outcome,
    membership: committed ? 'committed' : 'pending',
    ...(document.faults.length > 0 ? { warnings: document.faults } : {}),
  };
}
