import { Type } from 'typebox';
import type { CatalogDifference, Inclusion } from '../../inclusion/port.ts';
import { catalogContentExamples as examples } from '../examples/catalog-content.ts';
import { route, type Route } from '../route.ts';
import { DifferenceSchema, KeysBody } from '../schemas/catalog-content.ts';
import { Uuid, contentKeys } from '../schemas/common.ts';

const shared = {
  path: '/api/v1/enterprise-catalogs/{uuid}/generate_diff/',
  tag: 'Catalogs',
  rule: { anyOf: ['learner', 'admin'], of: 'handler' },
  rate: 'read',
  answers: { 200: { description: 'What is in both, and in one of them', schema: DifferenceSchema } },
} as const;

/** A client's list of keys beside what the catalog has. */
export function generateDiffRoutes({ inclusion }: { inclusion: Inclusion }): Route[] {
  const compare = async (uuid: string, keys: readonly string[], assertMay: (customer: string) => void) => {
    const catalog = await inclusion.catalogContext(uuid);
    assertMay(catalog.enterpriseUuid);
    return { status: 200 as const, body: present(await inclusion.compareWithCatalog(catalog, keys)) };
  };
  return [
    route({
      ...shared,
      method: 'post',
      id: 'generateDiff',
      summary: 'Compare a list of keys with a catalog',
      description: 'Without keys, everything in the catalog is in `items_not_included`.',
      parameters: { path: Type.Object({ uuid: Uuid }) },
      body: { schema: KeysBody, description: 'The keys', read: 'value', mayBeEmpty: true },
      examples: examples.diff,
      handle: ({ path, body, assertMay }) => compare(path.uuid, body.content_keys ?? [], assertMay),
    }),
    route({
      ...shared,
      method: 'get',
      id: 'generateDiffByAddress',
      summary: 'The same for a short list',
      parameters: {
        path: Type.Object({ uuid: Uuid }),
        query: Type.Object({ content_keys: Type.Optional(contentKeys('The keys')) }),
      },
      examples: examples.shortDiff,
      handle: ({ path, query, assertMay }) => compare(path.uuid, query.content_keys ?? [], assertMay),
    }),
  ];
}

function present({ notFound, notIncluded, found }: CatalogDifference) {
  const named = (content_key: string) => ({ content_key });
  return {
    items_not_found: notFound.map(named),
    items_not_included: notIncluded.map(named),
    items_found: found.map(({ contentKey, modifiedAt }) => ({
      content_key: contentKey,
      date_updated: modifiedAt.toISOString(),
    })),
  };
}
