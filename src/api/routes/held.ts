import { Type } from 'typebox';
import type { HeldItem, HeldQuery, Inclusion } from '../../inclusion/port.ts';
import { cursorPage, cursorPaging, readCursorPage } from '../cursor-page.ts';
import { historyExamples as examples } from '../examples/history.ts';
import { placeCursor, placePaging } from '../place-cursor.ts';
import { route, type Route } from '../route.ts';
import { Uuid, answer, notModified } from '../schemas/common.ts';
import { HeldItemListSchema, HeldQueryListSchema } from '../schemas/held.ts';
import { writerOf } from './catalogs.ts';

const tag = 'Catalog queries';
const path = Type.Object({ uuid: Uuid });
const deciders = { anyOf: ['admin', 'provisioning'], of: 'handler' } as const;
const resolved = answer('ResolvedHeld', { resolved: Type.Integer({ minimum: 0, description: 'Memberships' }) });
const cursors = placeCursor(
  Type.Object(
    { since: Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 }), id: Type.Integer() },
    { additionalProperties: false },
  ),
);

/** Memberships that are kept back from removal: which, and what is to become of them. */
export function heldRoutes({ inclusion }: { inclusion: Inclusion }): Route[] {
  const resolve = (how: 'confirm' | 'drop', text: { id: string; summary: string }): Route =>
    route({
      method: 'post',
      path: `/api/v1/catalog-queries/{uuid}/held/${how}/`,
      ...text,
      tag,
      description: 'Only who may write for every customer that uses the query.',
      rule: deciders,
      rate: 'write',
      parameters: { path },
      answers: { 200: { description: 'How many', schema: resolved } },
      examples: examples.held,
      handle: async (request) => ({
        status: 200,
        body: { resolved: await inclusion.resolveHeld(request.path.uuid, how, writerOf(request)) },
      }),
    });
  return [
    route({
      method: 'get',
      path: '/api/v1/held-memberships/',
      id: 'listHeldMemberships',
      tag,
      summary: 'Queries with memberships that are held back from removal',
      description:
        'Those that have waited longest first. They are members until somebody confirms the removal or drops it. Only those that the ' +
        'caller may decide: of queries that no other customers use.',
      rule: { anyOf: ['admin', 'provisioning'], of: 'rows' },
      rate: 'read',
      parameters: { query: Type.Object(placePaging) },
      answers: {
        200: { description: 'A page of queries: 1,000 unless asked otherwise, nor more', schema: HeldQueryListSchema },
        304: notModified,
      },
      problems: [404],
      examples: examples.heldQueries,
      handle: async ({ query, customers, ctx }) => {
        const page = cursors.readPage(query, { usual: 1_000, largest: 1_000 });
        const { after, offset, limit } = page;
        const { count, queries: entries } = await inclusion.listHeld({
          customers,
          after: after && { since: new Date(after.since), id: after.id },
          offset,
          limit,
        });
        const idOf = ({ since, id }: HeldQuery): string => cursors.write({ since: since.getTime(), id });
        const { shown, envelope } = cursorPage(ctx, page, { count, entries, idOf });
        return { status: 200, body: { ...envelope, results: shown.map(presentQuery) } };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/catalog-queries/{uuid}/held/',
      id: 'listHeldItems',
      tag,
      summary: 'The memberships of a query that are held back from removal',
      description: 'Only who may decide them: who may write for every customer that uses the query.',
      rule: deciders,
      rate: 'read',
      parameters: { path, query: Type.Object(cursorPaging) },
      answers: {
        200: { description: 'A page of items: 100 unless asked otherwise, at most 1,000', schema: HeldItemListSchema },
        304: notModified,
      },
      problems: [404],
      examples: examples.heldItems,
      handle: async ({ path, query, assertMay, ctx }) => {
        const using = await inclusion.queryCustomers(path.uuid);
        // Where nobody uses it, only who may write for every customer may.
        for (const customer of using.length === 0 ? [''] : using) {
          assertMay(customer);
        }
        const page = readCursorPage(query, { usual: 100, largest: 1_000 });
        const { count, items: entries } = await inclusion.heldItems(path.uuid, page);
        const { shown, envelope } = cursorPage(ctx, page, { count, entries, idOf: ({ id }) => id });
        return { status: 200, body: { ...envelope, results: shown.map(presentItem) } };
      },
    }),
    resolve('confirm', { id: 'confirmHeld', summary: 'Remove the memberships that are held back' }),
    resolve('drop', {
      id: 'dropHeld',
      summary: 'Let the memberships that are held back stay, until they are decided again',
    }),
  ];
}

function presentQuery({ uuid, title, held, members, since }: HeldQuery) {
  return { catalog_query_uuid: uuid, title, held, members, since: since.toISOString() };
}

function presentItem({ contentKey, contentType, since, cause, removed }: HeldItem) {
  return { content_key: contentKey, content_type: contentType, since: since.toISOString(), cause, removed };
}
