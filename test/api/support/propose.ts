import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Client } from '../../support/client.ts';

/**
 * Edits a query so that it would lose its only member.
 * @param catalog a body to create, whose query has `OWN+1`
 * @returns the id of the proposal
 */
export async function propose(api: Client, catalog: object): Promise<number> {
  const uuid = randomUUID();
  const made = await api.post('/api/v1/enterprise-catalogs/', {
    ...catalog,
    content_filter: { key: 'OWN+1', key__exclude: uuid },
    catalog_query_uuid: uuid,
  });
  expect(made.status).to.equal(201);
  const kept = await api.ask<{ proposal: { id: number } }>('PUT', `/api/v1/catalog-queries/${uuid}/content-filter/`, {
    body: { content_filter: { key: uuid } },
  });
  expect(kept.status).to.equal(409);
  return kept.body.proposal.id;
}
