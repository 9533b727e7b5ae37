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

export const HoldingCatalogListSchema = listOf(
  'HoldingCatalogList',
  answer('HoldingCatalog', {
    uuid: Uuid,
    title: Type.String(),
    enterprise_customer: Uuid,
    enterprise_customer_name: nullable(Type.String()),
  }),
);
