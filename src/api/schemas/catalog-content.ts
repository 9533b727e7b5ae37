import { Type } from 'typebox';
import { Instant, Uuid, answer, listOf, nullable } from './common.ts';
import { ContentSchema } from './content.ts';

/** What the numbered lists of the service that we replace say beside the others' members. */
export const numbered = {
  num_pages: Type.Integer({ minimum: 1 }),
  current_page: Type.Integer({ minimum: 1 }),
  start: Type.Integer({ minimum: 0, description: 'How many items come before the page' }),
};

export const ContentListSchema = listOf('ContentList', ContentSchema);

export const CatalogContentSchema = answer('CatalogContent', {
  ...ContentListSchema.properties,
  ...numbered,
  uuid: Uuid,
  title: Type.String(),
  enterprise_customer: Uuid,
});

const Key = answer('KeyOfContent', { content_key: Type.String() });

export const DifferenceSchema = answer('CatalogDifference', {
  items_not_found: Type.Array(Key, { description: 'Asked for, and not in the catalog' }),
  items_not_included: Type.Array(Key, { description: 'In the catalog, and not asked for' }),
  items_found: Type.Array(
    answer('FoundContent', {
      content_key: Type.String(),
      date_updated: Type.String({ ...Instant, description: 'The latest change of item, catalog and customer' }),
    }),
  ),
});

export const KeysBody = Type.Object(
  { content_keys: Type.Optional(Type.Array(Type.String({ maxLength: 255 }), { maxItems: 100_000 })) },
  { title: 'ContentKeys' },
);

export const StoredQuerySchema = answer('CatalogQuery', {
  id: Type.Integer(),
  uuid: Uuid,
  title: nullable(Type.String()),
  content_filter: Type.Unsafe<Record<string, unknown>>({ type: 'object', description: 'As it was written' }),
  content_filter_hash: Type.String({ pattern: '^[0-9a-f]{32}$' }),
});

export const StoredQueryListSchema = answer('CatalogQueryList', {
  ...listOf('CatalogQueries', StoredQuerySchema).properties,
  ...numbered,
});
