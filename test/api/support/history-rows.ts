import { everyAdmin, own, writers } from './actors.ts';
import type { Row } from './content-rows.ts';

const queries = '/api/v1/catalog-queries';

/**
 * The routes of what was, and of what is kept back.
 * @param mine a catalog of `own` @param query the uuid of its query @param propose makes a proposal about a query of `own`
 */
export function historyRows(mine: string, query: () => string, propose: () => Promise<number>): Record<string, Row> {
  return {
    listCatalogChanges: { may: writers, path: () => `/api/v1/enterprise-catalogs/${mine}/changes/` },
    listCustomerChanges: { may: writers, path: () => `/api/v1/enterprise-customer/${own}/changes/` },
    listContentChanges: { may: everyAdmin, path: () => '/api/v1/content-metadata/changes/' },
    readContentHistory: { may: everyAdmin, path: () => '/api/v1/content-metadata/OWN+1/history/' },
    listChanges: { may: everyAdmin, path: () => '/api/v1/changes/' },
    listQueryVersions: { may: writers, path: () => `${queries}/${query()}/versions/` },
    readQueryVersion: { may: writers, path: () => `${queries}/${query()}/versions/1/` },
    listHeldMemberships: {
      may: [...writers, 'other admin', 'staff without a role'],
      path: () => '/api/v1/held-memberships/',
    },
    listHeldItems: { may: writers, path: () => `${queries}/${query()}/held/` },
    confirmHeld: { may: writers, method: 'POST', path: () => `${queries}/${query()}/held/confirm/` },
    dropHeld: { may: writers, method: 'POST', path: () => `${queries}/${query()}/held/drop/` },
    replaceContentFilter: {
      may: writers,
      method: 'PUT',
      path: () => `${queries}/${query()}/content-filter/`,
      body: () => ({ content_filter: { key: 'OWN+1' } }),
    },
    listFilterProposals: {
      may: [...writers, 'other admin', 'staff without a role'],
      path: () => '/api/v1/filter-proposals/',
    },
    readFilterProposal: { may: writers, path: async () => `/api/v1/filter-proposals/${String(await propose())}/` },
    confirmFilterProposal: {
      may: writers,
      method: 'POST',
      path: async () => `/api/v1/filter-proposals/${String(await propose())}/confirm/`,
    },
    dropFilterProposal: {
      may: writers,
      method: 'DELETE',
      path: async () => `/api/v1/filter-proposals/${String(await propose())}/`,
    },
    listFilterCosts: { may: everyAdmin, path: () => `${queries}/costs/` },
    listQueriesWithUnknownEntries: { may: everyAdmin, path: () => `${queries}/unknown-entries/` },
    restoreQueryVersion: {
      may: writers,
      method: 'POST',
      path: () => `${queries}/${query()}/versions/1/restore/`,
    },
  };
}
