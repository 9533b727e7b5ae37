import { askers, own, type Actor } from './actors.ts';

/** One route of the permissions' table. */
export interface Row {
  /** Who is answered well; everyone else gets 403, or 401 without a good token. */
  may: Actor[];
  method?: string;
  path: () => string | Promise<string>;
  body?: () => unknown;
  headers?: Record<string, string>;
}

const catalogs = '/api/v1/enterprise-catalogs';

/** The routes that show what is in a catalog, or in a customer's. @param mine a catalog of `own` */
export function contentRows(mine: string): Record<string, Row> {
  return {
    catalogContainsContentItemsV2: {
      may: askers,
      path: () => `/api/v2/enterprise-catalogs/${mine}/contains_content_items/?course_run_ids=OWN%2B1`,
    },
    customerContainsContentItemsV2: {
      may: askers,
      path: () => `/api/v2/enterprise-customer/${own}/contains_content_items/?course_run_ids=OWN%2B1`,
    },
    containsMany: {
      may: askers,
      method: 'POST',
      path: () => '/api/v1/contains',
      body: () => ({ content_keys: ['OWN+1'], catalog_uuids: [mine] }),
    },
    getContentMetadata: { may: askers, path: () => `${catalogs}/${mine}/get_content_metadata/` },
    getContentMetadataV2: {
      may: askers,
      path: () => `/api/v2/enterprise-catalogs/${mine}/get_content_metadata/?traverse_pagination=true`,
    },
    generateDiff: { may: askers, method: 'POST', path: () => `${catalogs}/${mine}/generate_diff/` },
    generateDiffByAddress: { may: askers, path: () => `${catalogs}/${mine}/generate_diff/` },
    filterContentItems: {
      may: askers,
      method: 'POST',
      path: () => `/api/v1/enterprise-customer/${own}/filter_content_items/`,
      body: () => ({ content_keys: ['OWN+1'] }),
    },
    filterContentItemsV2: {
      may: askers,
      method: 'POST',
      path: () => `/api/v2/enterprise-customer/${own}/filter_content_items/`,
      body: () => ({ content_keys: ['OWN+1'] }),
    },
    readCustomerContent: { may: askers, path: () => `/api/v1/enterprise-customer/${own}/content-metadata/OWN+1/` },
    readCustomerContentV2: { may: askers, path: () => `/api/v2/enterprise-customer/${own}/content-metadata/OWN+1/` },
  };
}
