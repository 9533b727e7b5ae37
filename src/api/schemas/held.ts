import { Type } from 'typebox';
import { Instant, Uuid, answer, listOf, nullable } from './common.ts';

export const HeldQueryListSchema = listOf(
  'HeldMemberships',
  answer('HeldQuery', {
    catalog_query_uuid: Uuid,
    title: nullable(Type.String()),
    held: Type.Integer({ minimum: 1 }),
    members: Type.Integer({ minimum: 0, description: 'Those that are held included' }),
    since: Instant,
  }),
);

export const HeldItemListSchema = listOf(
  'HeldItemList',
  answer('HeldItem', {
    content_key: Type.String(),
    content_type: Type.String(),
    since: Instant,
    cause: Type.String({
      description: 'What would have removed it: `item` (it changed, or is removed), `clock`, `import`, `reconcile`',
    }),
    removed: Type.Boolean({ description: 'The item itself is removed' }),
  }),
);
