import { anna, annasFirst, annasSecond, bruno, brunos } from './world.ts';

/** Whatever Anna asks for with her key, she sees what is hers. */
export const attempts: [what: string, members: Record<string, unknown>, found: string[]][] = [
  ['nothing in particular', {}, ['Find+1', 'Find+2', 'Find+4']],
  ['the other customer', { filters: `enterprise_customer_uuids:${bruno}` }, []],
  [
    'both customers',
    { filters: `enterprise_customer_uuids:${anna} OR enterprise_customer_uuids:${bruno}` },
    ['Find+1', 'Find+2', 'Find+4'],
  ],
  ['the other catalog', { filters: `enterprise_catalog_uuids:${brunos.catalog}` }, []],
  ['the other query', { filters: `enterprise_catalog_query_uuids:${brunos.query}` }, []],
  ['the other title', { filters: `enterprise_catalog_query_titles:"${brunos.title}"` }, []],
  [
    'the other query among hers',
    {
      filters: `enterprise_catalog_query_uuids:${brunos.query} OR enterprise_catalog_query_uuids:${annasSecond.query}`,
    },
    ['Find+4'],
  ],
  ['the other customer as a facet', { facetFilters: [[`enterprise_customer_uuids:${bruno}`]] }, []],
  [
    'both as a facet',
    { facetFilters: [[`enterprise_customer_uuids:${bruno}`, `enterprise_customer_uuids:${anna}`]] },
    ['Find+1', 'Find+2', 'Find+4'],
  ],
  [
    'her catalog and the other customer',
    { filters: `enterprise_catalog_uuids:${annasFirst.catalog} AND enterprise_customer_uuids:${bruno}` },
    [],
  ],
  [
    'her second catalog in capitals',
    { filters: `enterprise_catalog_uuids:${annasSecond.catalog.toUpperCase()}` },
    ['Find+4'],
  ],
  ['a catalog that is not there', { filters: 'enterprise_catalog_uuids:0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f' }, []],
  ['no uuid', { filters: `enterprise_catalog_uuids:"é') OR 1=1"` }, []],
  ['a key of the other', { query: 'Programming from Nothing' }, []],
];
