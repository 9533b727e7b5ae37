import { Type } from 'typebox';
import { Instant, Uuid, answer, nullable } from './common.ts';

const version = {
  version: Type.Integer({ minimum: 1, description: 'The revision of the query from which on it had this filter' }),
  content_filter_hash: Type.String(),
  title: nullable(Type.String()),
  author: Type.String({ description: 'As in the audit log; `import`, `migration`' }),
  at: Instant,
};

export const QueryVersionListSchema = answer('QueryVersionList', {
  next: nullable(Type.String({ format: 'uri', description: 'Address of the older ones' })),
  results: Type.Array(answer('QueryVersion', version), { description: 'Newest first' }),
});

export const QueryVersionDetailSchema = answer('QueryVersionDetail', {
  ...version,
  content_filter: Type.Object({}, { additionalProperties: true }),
  difference: Type.Optional(
    Type.Array(answer('FilterDifference', { entry: Type.String(), before: Type.Unknown(), after: Type.Unknown() }), {
      description: 'From the version named by `against` to this one; null where an entry is missing',
    }),
  ),
});

const MembershipChangeSchema = answer('MembershipChange', {
  kind: Type.Union([Type.Literal('changed'), Type.Literal('baseline'), Type.Literal('catalog'), Type.Literal('gone')]),
  cause: Type.String({ description: 'item, filter, clock, forced, reconcile, import' }),
  at: Instant,
  catalog_query_uuid: nullable(Uuid),
  catalog_uuid: nullable(Uuid),
  members: nullable(Type.Integer({ minimum: 0, description: 'Of a baseline' })),
  entered: Type.Array(Type.String(), { description: 'Content keys' }),
  left: Type.Array(Type.String(), { description: 'Content keys' }),
});

export const ChangesSchema = answer('MembershipChanges', {
  changes: Type.Array(MembershipChangeSchema),
  next: Type.String({ description: 'The token to go on with, also when there is nothing more yet' }),
  more: Type.Boolean({ description: 'Whether more is there already' }),
});
