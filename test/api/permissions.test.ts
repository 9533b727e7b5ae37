import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Client, expectProblem } from '../support/client.ts';
import { course, listed, uuidOf } from '../support/documents.ts';
import { makeService, serve, type TestService } from '../support/service.ts';
import { makeToken } from '../support/token.ts';
import { academyRows } from './support/academy-rows.ts';
import { contentRows, type Row } from './support/content-rows.ts';
import { historyRows } from './support/history-rows.ts';
import { portalRows } from './support/portal-rows.ts';
import { propose } from './support/propose.ts';
import { refreshRows } from './support/refresh-rows.ts';
import { quarantineRows } from './support/quarantine-rows.ts';
import { searchRows, steeringRows } from './support/search-rows.ts';
import { reindexRows } from './support/reindex-rows.ts';
import { roleRows } from './support/role-rows.ts';
import {
  askers,
  everyAdmin,
  everyone,
  other,
  own,
  queryReaders,
  signedIn,
  tokens,
  writers,
  type Actor,
} from './support/actors.ts';

describe('permissions', () => {
  let service: TestService;
  let url: string;
  let close: () => Promise<void>;
  const as = (actor: Actor): Client => new Client(url, tokens[actor]);
  const catalogs = '/api/v1/enterprise-catalogs';
  let queryOfOwn: string;
  let searchFile: string;
  let hashOfOwn: string;
  const [mine, theirs] = [uuidOf('own catalog'), uuidOf('other catalog')];

  before(async () => {
    service = await makeService({ settings: { PORTAL_KEY_SECRET: 'what keys of portals are signed with' } });
    ({ url, close } = await serve(service));
    const api = as('operator');
    await api.post('/api/v1/content-metadata/', [listed(course('OWN+1')), listed(course('OTHER+1'))]);
    for (const [uuid, customer, key] of [
      [mine, own, 'OWN+1'],
      [theirs, other, 'OTHER+1'],
    ]) {
      const body = { uuid, title: key, enterprise_customer: customer, content_filter: { key } };
      expect((await api.post(`${catalogs}/`, body)).status).to.equal(201);
    }
    const { body: queries } = await api.get<{ results: { uuid: string; content_filter_hash: string }[] }>(
      '/api/v1/catalog-queries/',
    );
    queryOfOwn = queries.results[0]?.uuid ?? '';
    hashOfOwn = queries.results[0]?.content_filter_hash ?? '';
    [searchFile = ''] = /\/search\/app\/[^"]+/.exec((await api.get<string>('/search')).body) ?? [];
  });
  after(async () => {
    await close();
    await service.stop();
  });

  const newCatalog = (): Record<string, unknown> => ({
    uuid: randomUUID(),
    title: 'New',
    enterprise_customer: own,
    content_filter: { key: 'OWN+1' },
  });
  const someCatalog = async (): Promise<string> => {
    const body = newCatalog();
    expect((await as('operator').post(`${catalogs}/`, body)).status).to.equal(201);
    return `${catalogs}/${String(body['uuid'])}/`;
  };

  const table: Record<string, Row> = {
    listCatalogs: {
      may: [...writers, 'other admin', 'staff without a role'],
      path: () => `${catalogs}/`,
    },
    createCatalog: { may: writers, method: 'POST', path: () => `${catalogs}/`, body: newCatalog },
    readCatalog: { may: writers, path: () => `${catalogs}/${mine}/` },
    replaceCatalog: {
      may: writers,
      method: 'PUT',
      path: () => `${catalogs}/${mine}/`,
      body: () => ({ title: 'OWN+1', content_filter: { key: 'OWN+1' } }),
    },
    changeCatalog: {
      may: writers,
      method: 'PATCH',
      path: () => `${catalogs}/${mine}/`,
      body: () => ({ title: 'OWN+1' }),
    },
    deleteCatalog: { may: [...everyAdmin, 'own admin'], method: 'DELETE', path: someCatalog },
    catalogContainsContentItems: {
      may: askers,
      path: () => `${catalogs}/${mine}/contains_content_items/?course_run_ids=OWN%2B1`,
    },
    customerContainsContentItems: {
      may: askers,
      path: () => `/api/v1/enterprise-customer/${own}/contains_content_items/?course_run_ids=OWN%2B1`,
    },
    ...contentRows(mine),
    listCatalogQueries: { may: queryReaders, path: () => '/api/v1/catalog-queries/' },
    getQueryByHash: {
      may: [...everyAdmin, 'own admin', 'staff without a role'],
      path: () => `/api/v1/catalog-queries/get_query_by_hash/?hash=${hashOfOwn}`,
    },
    getContentFilterHash: { may: queryReaders, path: () => '/api/v1/catalog-queries/get_content_filter_hash/' },
    readCatalogQuery: {
      may: [...everyAdmin, 'own admin', 'staff without a role'],
      path: () => `/api/v1/catalog-queries/${queryOfOwn}/`,
    },
    distinctCatalogQueries: {
      may: queryReaders,
      method: 'POST',
      path: () => '/api/v1/distinct-catalog-queries/',
      body: () => ({ enterprise_catalog_uuids: [mine] }),
    },
    previewFilter: {
      may: [...queryReaders, 'provisioning admin of all', 'own provisioning admin'],
      method: 'POST',
      path: () => '/api/v1/catalog-queries/preview',
      body: () => ({ content_filter: { key: 'OWN+1' } }),
    },
    explainMembership: { may: writers, path: () => `${catalogs}/${mine}/explain/OWN+1` },
    listContent: { may: signedIn, path: () => '/api/v1/content-metadata/' },
    ...historyRows(
      mine,
      () => queryOfOwn,
      () => propose(as('operator'), newCatalog()),
    ),
    ...refreshRows(mine, () => as('operator')),
    listCustomers: { may: signedIn, path: () => '/api/v1/customers' },
    storeContent: {
      may: everyAdmin,
      method: 'POST',
      path: () => '/api/v1/content-metadata/',
      body: () => listed(course('OWN+1')),
    },
    readContent: { may: signedIn, path: () => '/api/v1/content-metadata/OWN+1/' },
    ...quarantineRows(
      () => as('operator'),
      () => service,
    ),
    listCatalogsOfContent: { may: signedIn, path: () => '/api/v1/content-metadata/OWN+1/catalogs' },
    search: {
      may: [...askers, 'other admin', 'other learner', 'staff without a role'],
      path: () => '/api/v1/search',
    },
    ...searchRows(() => as('operator')),
    ...reindexRows(() => service),
    ...steeringRows(() => as('operator')),
    ...academyRows(mine, () => as('operator')),
    whoAmI: { may: signedIn, path: () => '/api/v1/me' },
    ...roleRows(() => as('operator')),
    ...portalRows(() => as('operator')),
    listApiKeys: { may: everyAdmin, path: () => '/api/v1/api-keys/' },
    createApiKey: {
      may: everyAdmin,
      method: 'POST',
      path: () => '/api/v1/api-keys/',
      body: newKey,
    },
    revokeApiKey: {
      may: everyAdmin,
      method: 'DELETE',
      path: async () => {
        const made = await as('operator').post<{ id: string }>('/api/v1/api-keys/', newKey());
        return `/api/v1/api-keys/${made.body.id}/`;
      },
    },
    listAudit: { may: everyAdmin, path: () => '/api/v1/audit-log/' },
    metrics: { may: [...everyAdmin, 'monitor'], path: () => '/metrics' },
    live: { may: everyone, path: () => '/health/live' },
    ready: { may: everyone, path: () => '/health/ready' },
    oldHealth: { may: everyone, path: () => '/health' },
    openapi: { may: everyone, path: () => '/api/openapi.json' },
    docsPage: { may: everyone, path: () => '/api/docs' },
    docsFile: { may: everyone, path: () => '/api/docs/docs.js' },
    searchPage: { may: everyone, path: () => '/search' },
    coursePage: { may: everyone, path: () => '/search/course/OWN%2B1' },
    searchFile: { may: everyone, path: () => searchFile },
  };

  it('are tried on every route that there is', () => {
    expect(Object.keys(table).sort()).to.deep.equal(service.api.routes.map(({ id }) => id).sort());
  });

  it('are declared by every route, and leave nothing open but health, documentation and pages', () => {
    for (const { id, rule } of service.api.routes) {
      expect(rule, id).to.not.equal(undefined);
    }
    const open = service.api.routes.filter(({ rule }) => rule === 'public').map(({ tag }) => tag);
    expect([...new Set(open)].sort()).to.deep.equal(['Documentation', 'Health', 'Pages']);
  });

  for (const [id, row] of Object.entries(table)) {
    it(`of ${id}`, async () => {
      const answers: Record<string, string> = {};
      const expected: Record<string, string> = {};
      for (const actor of everyone) {
        const answer = await as(actor).ask(row.method ?? 'GET', await row.path(), {
          ...(row.body === undefined ? {} : { body: row.body() }),
          headers: row.headers ?? {},
        });
        answers[actor] = answer.status < 300 ? 'well' : String(answer.status);
        const refused = actor === 'nobody' || actor === 'expired' ? '401' : '403';
        expected[actor] = row.may.includes(actor) ? 'well' : refused;
        if (answer.status === 401) {
          expectProblem(answer, 401, 'unauthenticated');
          expect(answer.headers.get('www-authenticate')).to.include('JWT realm="api"');
        }
        if (answer.status === 403) {
          const { detail } = expectProblem(answer, 403, 'forbidden');
          expect(detail).to.match(/^MISSING: catalog\.has_\w+_access/);
          expect(detail, 'what exists is not told').to.not.include('OWN');
        }
      }
      expect(answers).to.deep.equal(expected);
    });
  }

  it('answer what is not there like what is another customer’s', async () => {
    const nothing = randomUUID();
    const asks: [string, string, unknown?][] = [
      ['GET', ''],
      ['PUT', '', { title: 'x', content_filter: { key: 'OWN+1' } }],
      ['PATCH', '', { title: 'x' }],
      ['DELETE', ''],
      ['GET', 'contains_content_items/?course_run_ids=OWN%2B1'],
      ['GET', 'get_content_metadata/'],
      ['GET', 'explain/OWN+1'],
      ['POST', 'generate_diff/', { content_keys: ['OWN+1'] }],
      ['POST', 'refresh_metadata/'],
      ['GET', `refresh_metadata/${nothing}/`],
    ];
    for (const [method, rest, body] of asks) {
      const [unknown, foreign] = await Promise.all(
        [nothing, theirs].map((uuid) =>
          as('own admin').ask<{ detail: string }>(
            method,
            `${catalogs}/${uuid}/${rest}`,
            body === undefined ? {} : { body },
          ),
        ),
      );
      expect(unknown?.status, `${method} ${rest}`).to.equal(403);
      expect(foreign?.status, `${method} ${rest}`).to.equal(403);
      expect(unknown?.body.detail).to.equal(foreign?.body.detail);
      const asOperator = await as('operator').ask(
        method,
        `${catalogs}/${nothing}/${rest}`,
        body === undefined ? {} : { body },
      );
      expect(asOperator.status, `${method} ${rest}`).to.equal(404);
    }
    const search = (uuid: string): string => `/api/v1/search?catalog=${uuid}`;
    expect((await as('own learner').get(search(nothing))).status).to.equal(403);
    expect((await as('own learner').get(search(theirs))).status).to.equal(403);
    expect((await as('operator').get(search(nothing))).status).to.equal(404);
  });

  it('keep lists and searches to the caller’s customers', async () => {
    const titles = async (actor: Actor, query = ''): Promise<string[]> => {
      const { body } = await as(actor).get<{ results: { uuid: string }[] }>(`${catalogs}/?page_size=1000${query}`);
      return body.results.map(({ uuid }) => uuid);
    };
    expect(await titles('operator')).to.include.members([mine, theirs]);
    expect(await titles('own admin'))
      .to.include(mine)
      .and.not.include(theirs);
    expect(await titles('other admin')).to.deep.equal([theirs]);
    expect(await titles('other admin', `&enterprise_customer=${own}`)).to.deep.equal([]);
    expect(await titles('staff without a role')).to.deep.equal([]);

    const found = async (actor: Actor, query = ''): Promise<string[]> => {
      const { body } = await as(actor).get<{ results: { content_key: string }[] }>(
        `/api/v1/search?page_size=100${query}`,
      );
      return body.results.map(({ content_key }) => content_key).sort();
    };
    expect(await found('operator')).to.deep.equal(['OTHER+1', 'OWN+1']);
    expect(await found('own learner')).to.deep.equal(['OWN+1']);
    expect(await found('other learner')).to.deep.equal(['OTHER+1']);
    expect(await found('staff without a role')).to.deep.equal([]);
    expect(await found('own learner', `&catalog=${mine}`)).to.deep.equal(['OWN+1']);
    expect(await found('own learner', `&customer=${own}`)).to.deep.equal(['OWN+1']);
    expectProblem(await as('own learner').get(`/api/v1/search?customer=${other}`), 403, 'forbidden');
  });

  it('are asked for both customers when a catalog moves', async () => {
    const path = await someCatalog();
    const move = { enterprise_customer: other };
    expectProblem(await as('own admin').ask('PATCH', path, { body: move }), 403, 'forbidden');
    expectProblem(await as('other admin').ask('PATCH', path, { body: move }), 403, 'forbidden');
    expect((await as('operator').get<{ enterprise_customer: string }>(path)).body.enterprise_customer).to.equal(own);
    const both = makeToken({ username: 'both', roles: [`enterprise_admin:${own}`, `enterprise_admin:${other}`] });
    expect((await new Client(url, both).ask('PATCH', path, { body: move })).status).to.equal(200);
  });
});

function newKey(): object {
  return {
    name: 'a service',
    roles: [{ role: 'enterprise_learner', context: own }],
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
  };
}
