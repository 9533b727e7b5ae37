import { Type } from 'typebox';
import type { Inclusion } from '../../inclusion/port.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { Replication } from '../../replication/port.ts';
import { previewExamples as examples } from '../examples/preview.ts';
import { route, type Route } from '../route.ts';
import { Uuid } from '../schemas/common.ts';
import { ExplanationSchema } from '../schemas/preview.ts';
import { titleOf } from './present-content.ts';

/** Why an item is in a catalog, or is not. */
export function explainRoute({
  inclusion,
  replication,
}: {
  inclusion: Inclusion;
  replication: Pick<Replication, 'find'>;
}): Route {
  return route({
    method: 'get',
    path: '/api/v1/enterprise-catalogs/{uuid}/explain/{key}',
    id: 'explainMembership',
    tag: 'Catalogs',
    summary: 'Why an item is in a catalog, or is not',
    description: 'Each entry of the filter with what it wants, what the item has, and whether that will do.',
    rule: { anyOf: ['admin', 'provisioning'], of: 'handler' },
    rate: 'read',
    parameters: {
      path: Type.Object({ uuid: Uuid, key: Type.String({ description: 'Content key or uuid', minLength: 1 }) }),
    },
    answers: { 200: { description: 'Whether it is contained, and why', schema: ExplanationSchema } },
    problems: [404],
    examples: examples.explain,
    handle: async ({ path, assertMay }) => {
      assertMay(await inclusion.catalogCustomer(path.uuid));
      const item = await replication.find(path.key, { coerceToCourse: false });
      if (item === undefined) {
        throw new NotFoundError('there is no content with this key or uuid');
      }
      const { queryUuid, contained, through, since, inherited, held, filter, pending } = await inclusion.explain(
        path.uuid,
        item.contentId,
      );
      return {
        status: 200,
        body: {
          catalog_uuid: path.uuid.toLowerCase(),
          catalog_query_uuid: queryUuid,
          content_key: item.contentKey,
          content_type: item.contentType,
          title: titleOf(item),
          contained,
          through,
          member_since: since?.toISOString() ?? null,
          inherited: inherited && { since: inherited.since.toISOString(), from: inherited.from },
          held,
          filter,
          pending,
        },
      };
    },
  });
}
