import { expect } from 'chai';
import { Client, expectProblem, type Answer, type CatalogBody } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { makeToken } from '../support/token.ts';
import { walk } from './support/walk.ts';

interface Proposal {
  id: number;
  catalog_query_uuid: string;
  state: string;
  outdated: boolean;
  origin: string;
  author: string;
  members: number;
  leaving: number;
  leaving_sample: string[];
  content_filter?: object;
}

interface Edited {
  catalog_query_uuid: string;
  membership: object;
  unknown?: { name: string }[];
  proposal: { id: number; address: string; members: number; leaving: number; leaving_sample: string[] };
}

const [mine, theirs] = [uuidOf('a proposer'), uuidOf('another proposer')];

describe('edits of filters in place', () => {
  let api: Client;
  let admin: Client;
  let close: () => Promise<void>;
  let number = 0;
  let query: string;

  before(async () => {
    ({ api, close } = await servedService());
    admin = new Client(api.url, makeToken({ username: 'p', roles: [`enterprise_admin:${mine}`] }));
    await api.post('/api/v1/content-metadata/', [course('In+1'), course('In+2'), course('Out+1')]);
  });
  after(() => close());
  beforeEach(async () => {
    number += 1;
    query = uuidOf(`edited query ${String(number)}`);
    await use(mine, { content_filter: filter('In+1', 'In+2') });
  });

  /** No two tests have the same filter. */
  const filter = (...keys: string[]): object => ({ key: [...keys, `No+${String(number)}`] });
  const use = async (customer: string, more: object = {}): Promise<CatalogBody> => {
    const made = await api.post<CatalogBody>('/api/v1/enterprise-catalogs/', {
      title: 'Edited',
      enterprise_customer: customer,
      catalog_query_uuid: query,
      ...more,
    });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    return made.body;
  };
  const edit = (content_filter: unknown, parameters = '', client = api): Promise<Answer<Edited>> =>
    client.ask<Edited>('PUT', `/api/v1/catalog-queries/${query.toUpperCase()}/content-filter/${parameters}`, {
      body: { content_filter },
    });
  const proposals = '/api/v1/filter-proposals/';

  it('are answered as writes of filters are', async () => {
    const { status, body } = await edit(filter('In+1', 'Out+1'), '', admin);
    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      catalog_query_uuid: query,
      membership: { state: 'committed', matched: 2, entered: 1, left: 1 },
      corrections: [],
    });
    const read = await api.get<{ content_filter: object }>(`/api/v1/catalog-queries/${query}/`);
    expect(read.body.content_filter).to.deep.equal(filter('In+1', 'Out+1'));
  });

  it('that would drop everything are a 409 with what they would do, and wait', async () => {
    const answer = await edit(filter('Out+1'), '', admin);
    const { detail } = expectProblem(answer, 409, 'proposed');
    const { id, address } = answer.body.proposal;
    expect(detail)
      .to.include('2 of 2 members would leave')
      .and.to.include(`${address}confirm/`)
      .and.to.include('force=true');
    expect(answer.body.proposal).to.deep.equal({
      id,
      address: `${proposals}${String(id)}/`,
      members: 2,
      matched: 1,
      entering: 1,
      leaving: 2,
      leaving_sample: ['In+1', 'In+2'],
    });
    const { body: one } = await admin.get<Proposal>(address);
    expect(one).to.deep.include({
      id,
      catalog_query_uuid: query,
      state: 'open',
      outdated: false,
      origin: 'edit',
      author: 'user:p',
      leaving_sample: ['In+1', 'In+2'],
      content_filter: filter('Out+1'),
    });
    for (let time = 0; time < 2; time += 1) {
      const confirmed = await admin.post<Edited>(`${address}confirm/`, undefined);
      expect(confirmed.status, 'twice').to.equal(200);
      expect(confirmed.body.catalog_query_uuid).to.equal(query);
    }
    expect((await admin.get<Proposal>(address)).body.state).to.equal('confirmed');
  });

  it('are forced by a parameter, and keep to the other parameters of filters', async () => {
    expect((await edit(filter('Out+1'), '?force=true')).body.membership).to.deep.include({ entered: 1, left: 2 });
    const reported = await edit({ ...filter('Out+1', 'In+1'), colour: 'x' }, '?unknown_keys=report');
    expect(reported.body.unknown?.map(({ name }) => name)).to.deep.equal(['colour']);
    const { errors } = expectProblem(await edit({ ...filter('In+1'), colour: 'x', status: [] }), 422, 'refused');
    expect(errors?.map(({ pointer }) => pointer)).to.deep.equal(['/content_filter/colour', '/content_filter/status']);
    expectProblem(await edit(filter('In+1'), '?force=perhaps'), 400, 'bad_request');
    expectProblem(await edit('x'), 400, 'bad_request');
    const body = { content_filter: filter('In+1'), force: true };
    const path = `/api/v1/catalog-queries/${query}/content-filter/`;
    expectProblem(await api.ask('PUT', path, { body }), 400, 'bad_request');
  });

  it('of a shared query are for who covers all of its customers; others are told what to do', async () => {
    await use(theirs);
    const { detail } = expectProblem(await edit(filter('In+1'), '', admin), 403, 'forbidden');
    expect(detail).to.include('PUT /api/v1/enterprise-catalogs/{uuid}/');
    expect((await edit(filter('In+1'))).status).to.equal(200);
    const stranger = new Client(
      api.url,
      makeToken({ username: 's', roles: [`enterprise_admin:${uuidOf('a stranger')}`] }),
    );
    const refused = expectProblem(await edit(filter('In+2'), '', stranger), 403, 'forbidden').detail;
    query = uuidOf('no such query');
    expect(expectProblem(await edit(filter('In+2'), '', stranger), 403, 'forbidden').detail).to.equal(refused);
    expectProblem(await edit(filter('In+2')), 404, 'not_found');
  });

  it('that wait are listed to who may see their query, and dropped', async () => {
    const own: number[] = [];
    for (const key of ['Out+1', 'Out+2', 'Out+3']) {
      own.push((await edit(filter(key))).body.proposal.id);
    }
    number += 1000;
    query = uuidOf(`their query ${String(number)}`);
    await use(theirs, { content_filter: filter('In+1') });
    const their = (await edit(filter('Out+1'))).body.proposal.id;
    number -= 1000;
    const listed = async (client: Client): Promise<number[]> =>
      (await walk<Proposal>(client, `${proposals}?page_size=2`)).entries.map(({ id }) => id);
    expect(await listed(api)).to.include.members([...own, their]);
    expect(await listed(admin))
      .to.include.members(own)
      .and.not.include(their);
    expectProblem(await admin.get(`${proposals}${String(their)}/`), 403, 'forbidden');
    const [first] = own;
    expect((await admin.ask('DELETE', `${proposals}${String(first)}/`)).status).to.equal(204);
    expectProblem(await api.ask('DELETE', `${proposals}${String(first)}/`), 404, 'not_found');
    expect(await listed(admin)).to.not.include(first);
    expectProblem(await api.get(`${proposals}first/`), 404, 'not_found');
  });

  it('that go back to a version wait too', async () => {
    await edit(filter('Out+1'), '?force=true');
    const restore = `/api/v1/catalog-queries/${query}/versions/1/restore/`;
    const kept = await api.post<Edited>(restore, undefined);
    expectProblem(kept, 409, 'proposed');
    expect(kept.body.proposal.leaving_sample).to.deep.equal(['Out+1']);
    expect((await api.post<Edited>(`${restore}?force=true`, undefined)).body.membership).to.deep.include({
      entered: 2,
    });
  });
});
