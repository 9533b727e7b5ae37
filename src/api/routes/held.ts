import { Type } from 'typebox';
import type { Inclusion } from '../../inclusion/port.ts';
import { historyExamples as examples } from '../examples/history.ts';
import { route, type Route } from '../route.ts';
import { Instant, Uuid, answer, nullable } from '../schemas/common.ts';
import { writerOf } from './catalogs.ts';

const tag = 'Catalog queries';
const path = Type.Object({ uuid: Uuid });
const resolved = answer('ResolvedHeld', { resolved: Type.Integer({ minimum: 0, description: 'Memberships' }) });

/** Memberships that are kept back from removal: which, and what is to become of them. */
export function heldRoutes({ inclusion }: { inclusion: Inclusion }): Route[] {
  const resolve = (how: 'confirm' | 'drop', text: { id: string; summary: string }): Route =>
    route({
      method: 'post',
      path: `/api/v1/catalog-queries/{uuid}/held/${how}/`,
      ...text,
      tag,
      description: 'Only who may write for every customer that uses the query.',
      rule: { anyOf: ['admin', 'provisioning'], of: 'handler' },
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
        'The 1,000 that have waited longest. They are members until somebody confirms the removal or drops it.',
      rule: { anyOf: ['admin'], of: 'every' },
      rate: 'read',
      answers: {
        200: {
          description: 'The queries',
          schema: answer('HeldMemberships', {
            results: Type.Array(
              answer('HeldQuery', {
                catalog_query_uuid: Uuid,
                title: nullable(Type.String()),
                held: Type.Integer({ minimum: 1 }),
                members: Type.Integer({ minimum: 0, description: 'Those that are held included' }),
                since: Instant,
              }),
            ),
          }),
        },
      },
      handle: async () => ({
        status: 200,
        body: {
          results: (await inclusion.listHeld(1_000)).map(({ uuid, since, ...rest }) => ({
            catalog_query_uuid: uuid,
            ...rest,
            since: since.toISOString(),
          })),
        },
      }),
    }),
    resolve('confirm', { id: 'confirmHeld', summary: 'Remove the memberships that are held back' }),
    resolve('drop', {
      id: 'dropHeld',
      summary: 'Let the memberships that are held back stay, until they are decided again',
    }),
  ];
}
