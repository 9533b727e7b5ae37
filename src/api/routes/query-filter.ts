import { Type } from 'typebox';
import type { Inclusion } from '../../inclusion/port.ts';
import { member } from '../../kernel/json.ts';
import { proposalExamples as examples } from '../examples/proposals.ts';
import { route, type Route } from '../route.ts';
import { Uuid } from '../schemas/common.ts';
import { EditedQuerySchema } from '../schemas/proposal.ts';
import { presentFilterWrite, unknownKeys, writerOf } from './catalogs.ts';

/** Of routes that edit a filter in place. */
export const force = Type.Optional(
  Type.Boolean({
    default: false,
    description: 'Whether the edit applies whatever it drops; also without OpenSearch, and is decided when it is back',
  }),
);

/** Edits a stored filter where it is; catalogs are written by their own routes, and choose their query. */
export function queryFilterRoute({ inclusion }: { inclusion: Inclusion }): Route {
  return route({
    method: 'put',
    path: '/api/v1/catalog-queries/{uuid}/content-filter/',
    id: 'replaceContentFilter',
    tag: 'Catalog queries',
    summary: 'Edit a filter in place',
    description:
      'For all catalogs that use the query: only who may write for all of their customers does it. The filter is evaluated first. If ' +
      'it would drop more than 80 % of over 50 members, or all of any, nothing changes: the edit is kept as a proposal, and the answer ' +
      'is a 409 `proposed` with its id and what it would do. Confirm that, or send the edit again with `force=true`.',
    rule: { anyOf: ['admin', 'provisioning'], of: 'handler' },
    rate: 'write',
    parameters: { path: Type.Object({ uuid: Uuid }), query: Type.Object({ force, ...unknownKeys.properties }) },
    body: {
      schema: Type.Object(
        {
          content_filter: Type.Unsafe<Record<string, unknown>>({
            type: 'object',
            description: 'See docs/content-filter.md',
          }),
        },
        { title: 'FilterReplacement', additionalProperties: false },
      ),
      description: 'The filter',
      read: 'tree',
    },
    answers: { 200: { description: 'What that did', schema: EditedQuerySchema } },
    problems: [409, 422],
    examples: examples.edit,
    handle: async (request) => {
      const { path, query, source } = request;
      const filter = {
        text: source.text,
        node: member(source.node, 'content_filter') ?? source.node,
        unknownKeys: query.unknown_keys,
      };
      const options = { filter, force: query.force === true };
      const written = await inclusion.proposals.edit(path.uuid, options, writerOf(request));
      return { status: 200, body: { catalog_query_uuid: path.uuid.toLowerCase(), ...presentFilterWrite(written) } };
    },
  });
}
