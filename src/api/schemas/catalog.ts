import { Type, type Static } from 'typebox';
import { Instant, Uuid, answer, listOf, nullable } from './common.ts';

/** Tolerant: members that older clients send beside these are passed over. The filter itself is read by inclusion. */
const members = {
  uuid: Type.Optional(Uuid),
  title: Type.String({ minLength: 1, maxLength: 255, pattern: '\\S' }),
  enterprise_customer: Uuid,
  enterprise_customer_name: Type.Optional(nullable(Type.String({ maxLength: 255 }))),
  enabled_course_modes: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      maxItems: 100,
      description: 'Default: all but free trial',
    }),
  ),
  // The LMS sends the text "true".
  publish_audit_enrollment_urls: Type.Optional(
    Type.Unsafe<boolean | string>({ enum: [true, false, 'true', 'false', 'True', 'False'], default: false }),
  ),
  content_filter: Type.Optional(
    Type.Unsafe<Record<string, unknown>>({
      type: 'object',

      description: 'See docs/content-filter.md',
    }),
  ),
  catalog_query_uuid: Type.Optional(nullable(Uuid)),
  query_title: Type.Optional(nullable(Type.String({ maxLength: 255 }))),
};

const withQuery = {
  anyOf: [{ required: ['content_filter'] }, { required: ['catalog_query_uuid'] }],
};

export const NewCatalogBody = Type.Object(members, { title: 'NewCatalog', ...withQuery });
export const CatalogReplacementBody = Type.Object(
  { ...members, enterprise_customer: Type.Optional(Uuid) },
  { title: 'CatalogReplacement', ...withQuery },
);
export const CatalogChangeBody = Type.Partial(Type.Object(members), { title: 'CatalogChange' });

export type CatalogBody = Static<typeof CatalogChangeBody>;

const shown = {
  uuid: Uuid,
  title: Type.String(),
  enterprise_customer: Uuid,
  catalog_query_uuid: Uuid,
  content_last_modified: nullable(Type.String({ ...Instant, description: 'The latest change of a member' })),
  catalog_modified: Instant,
  query_title: nullable(Type.String()),
};

export const CatalogSchema = answer('Catalog', shown);

export const UnknownEntry = answer('UnknownEntry', {
  name: Type.String(),
  code: Type.String(),
  detail: Type.String(),
});

/** What writing a filter did. */
export const filterWritten = {
  membership: Type.Optional(
    answer('Membership', {
      state: Type.Enum(['committed', 'pending'], {
        description: 'pending: an engine was away; the workers decide when it is back',
      }),
      matched: nullable(Type.Integer()),
      entered: nullable(Type.Integer()),
      left: nullable(Type.Integer()),
    }),
  ),
  corrections: Type.Optional(Type.Array(answer('Correction', { from: Type.String(), to: Type.String() }))),
  unknown: Type.Optional(
    Type.Array(UnknownEntry, {
      description: 'Entries that the stored filter does not have, because their names are unknown',
    }),
  ),
  equals: Type.Optional(Type.String({ ...Uuid, description: 'Another query that says the same in other words' })),
};

export const SavedCatalogSchema = answer('SavedCatalog', { ...shown, ...filterWritten });

export const CatalogListSchema = listOf('CatalogList', CatalogSchema);
