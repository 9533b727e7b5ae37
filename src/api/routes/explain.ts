import { Type } from 'typebox';
import type { Inclusion } from '../../inclusion/port.ts';
import type { Replication } from '../../replication/port.ts';
import { previewExamples as examples } from '../examples/preview.ts';
import { findEvenRemoved, noContent } from '../find-even-removed.ts';
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
    description:
      'Each entry of the filter with what it wants, what the item has, and whether that will do. A removed item is explained while ' +
      'the catalog still contains it, as when its removal is held back.',
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
      const { item, removed } = await findEvenRemoved(replication, path.key);
      const { queryUuid, contained, through, since, inherited, held, filter, pending } = await inclusion.explain(
        path.uuid,
        item.contentId,
      );
      if (removed && !contained) {
        throw noContent();
      }
      return {
        status: 200,
        body: {
          catalog_uuid: path.uuid.toLowerCase(),
          catalog_query_uuid: queryUuid,
          content_key: item.contentKey,
          content_type: item.contentType,
          title: titleOf(item),
          removed,
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
