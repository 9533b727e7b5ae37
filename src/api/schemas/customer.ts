import { Type } from 'typebox';
import { Uuid, answer, listOf, nullable } from './common.ts';

export const CustomerListSchema = listOf(
  'CustomerList',
  answer('Customer', {
    uuid: Uuid,
    name: nullable(Type.String({ description: 'Null when nobody has told it' })),
    slug: nullable(Type.String()),
  }),
);

const holdingQuery = {
  uuid: Uuid,
  title: nullable(Type.String()),
  held: Type.Boolean({ description: 'It holds the item only because a removal is kept back' }),
};

const HoldingCatalogs = listOf(
  'HoldingCatalogs',
  answer('HoldingCatalog', {
    uuid: Uuid,
    title: Type.String(),
    enterprise_customer: Uuid,
    enterprise_customer_name: nullable(Type.String()),
    catalog_query: Type.Optional(
      answer('HoldingQuery', holdingQuery, { description: 'For those who administer the customer’s catalogs' }),
    ),
  }),
);

export const HoldingCatalogListSchema = answer('HoldingCatalogList', {
  ...HoldingCatalogs.properties,
  removed: Type.Boolean({ description: 'The item is removed, but what holds it has not let it go' }),
  queries_without_catalogs: Type.Optional(
    answer(
      'QueriesWithoutCatalogs',
      { count: Type.Integer({ minimum: 0 }), results: Type.Array(answer('UnusedHoldingQuery', holdingQuery)) },
      { description: 'On the first page, for those who administer every customer: the oldest hundred' },
    ),
  ),
});
