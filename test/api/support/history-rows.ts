import { everyAdmin, own, writers } from './actors.ts';
import type { Row } from './content-rows.ts';

const queries = '/api/v1/catalog-queries';

/** The routes of what was, and of what is kept back. @param mine a catalog of `own` @param query the uuid of its query */
export function historyRows(mine: string, query: () => string): Record<string, Row> {
  return {
    listCatalogChanges: { may: writers, path: () => `/api/v1/enterprise-catalogs/${mine}/changes/` },
    listCustomerChanges: { may: writers, path: () => `/api/v1/enterprise-customer/${own}/changes/` },
    listChanges: { may: everyAdmin, path: () => '/api/v1/changes/' },
    listQueryVersions: { may: writers, path: () => `${queries}/${query()}/versions/` },
    readQueryVersion: { may: writers, path: () => `${queries}/${query()}/versions/1/` },
    listHeldMemberships: { may: everyAdmin, path: () => '/api/v1/held-memberships/' },
    confirmHeld: { may: writers, method: 'POST', path: () => `${queries}/${query()}/held/confirm/` },
    dropHeld: { may: writers, method: 'POST', path: () => `${queries}/${query()}/held/drop/` },
    restoreQueryVersion: {
      may: writers,
      method: 'POST',
      path: () => `${queries}/${query()}/versions/1/restore/`,
    },
  };
}
