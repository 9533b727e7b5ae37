import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { request } from 'undici';
import { Client, expectProblem } from '../support/client.ts';
import { uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { makeToken, operatorToken } from '../support/token.ts';
import { walk } from './support/walk.ts';

interface Query {
  id: number;
  uuid: string;
  title: string | null;
  content_filter: object;
  content_filter_hash: string;
}

const [mine, theirs] = [uuidOf('my customer'), uuidOf('their customer')];

describe('catalog-queries', () => {
  let api: Client;
  let close: () => Promise<void>;
  const catalogs: Record<string, string> = {};
  const base = '/api/v1/catalog-queries/';

  before(async () => {
    ({ api, close } = await servedService());
    for (const [name, customer, key] of [
      ['mine', mine, 'One+1'],
      ['shared by me', mine, 'Shared+1'],
      ['shared again', mine, 'Shared+1'],
      ['shared by them', theirs, 'Shared+1'],
      ['theirs', theirs, 'Two+1'],
    ] as const) {
      catalogs[name] = uuidOf(name);
      const made = await api.post('/api/v1/enterprise-catalogs/', {
        uuid: catalogs[name],
        title: name,
        enterprise_customer: customer,
        content_filter: { partner: 'edx', key: [key] },
        query_title: `Of ${key}`,
      });
      expect(made.status).to.equal(201);
    }
  });
  after(() => close());

  const admin = (): Client => new Client(api.url, makeToken({ username: 'a', roles: [`enterprise_admin:${mine}`] }));
  const titles = async (client: Client): Promise<unknown[]> =>
    (await walk<Query>(client, `${base}?page_size=1`)).entries.map(({ title }) => title);

  it('come in pages with numbers, as they were written', async () => {
    const { body } = await api.get<{ results: Query[] } & Record<string, unknown>>(`${base}?page_size=2`);
    expect(body).to.include({ count: 3, num_pages: 2, current_page: 1, start: 0, previous: null });
    expect(body.results.map(({ title, content_filter }) => [title, content_filter])).to.deep.equal([
      ['Of One+1', { partner: 'edx', key: ['One+1'] }],
      ['Of Shared+1', { partner: 'edx', key: ['Shared+1'] }],
    ]);
    expect(await titles(api)).to.deep.equal(['Of One+1', 'Of Shared+1', 'Of Two+1']);
  });

  it('are kept to those that the caller’s customers use, each once', async () => {
    expect(await titles(admin())).to.deep.equal(['Of One+1', 'Of Shared+1']);
    const staff = new Client(api.url, makeToken({ username: 's', staff: true }));
    expect(await titles(staff)).to.have.length(3);
    const stranger = new Client(api.url, makeToken({ username: 'x', roles: [`enterprise_admin:${uuidOf('nobody')}`] }));
    expect(await titles(stranger)).to.deep.equal([]);
  });

  it('are read by id, uuid and hash, also where several catalogs share them', async () => {
    const { entries } = await walk<Query>(api, base);
    for (const query of entries.slice(0, 2)) {
      for (const name of [
        String(query.id),
        query.uuid,
        query.uuid.toUpperCase(),
        `get_query_by_hash?hash=${query.content_filter_hash.toUpperCase()}`,
      ]) {
        for (const client of [api, admin()]) {
          const answer = await client.get(base + name);
          expect(answer.status, name).to.equal(200);
          expect(answer.body, name).to.deep.equal(query);
        }
      }
    }
  });

  it('are not there: 404 for those who see everything, 403 for others, as for another customer’s', async () => {
    const { entries } = await walk<Query>(api, base);
    const foreign = entries[2];
    const asks = ['999999', uuidOf('no query'), `get_query_by_hash/?hash=${'f'.repeat(32)}`];
    for (const name of asks) {
      expectProblem(await api.get(base + name), 404, 'not_found');
    }
    const details = new Set<string>();
    for (const name of [...asks, String(foreign?.id), foreign?.uuid ?? '']) {
      details.add(expectProblem(await admin().get(base + name), 403, 'forbidden').detail);
    }
    expect(details.size).to.equal(1);
    expectProblem(await api.get(`${base}get_query_by_hash`), 400, 'bad_request');
    expectProblem(await api.get(`${base}get_query_by_hash?hash=abc`), 400, 'bad_request');
    expectProblem(await api.get(`${base}no-such-thing`), 404, 'not_found');
  });

  describe('get_content_filter_hash', () => {
    /** `fetch` sends no body with a GET. */
    async function hashOf(body: string | undefined, type?: string): Promise<{ status: number; body: unknown }> {
      const answer = await request(`${api.url}${base}get_content_filter_hash`, {
        method: 'GET',
        headers: { authorization: `JWT ${operatorToken()}`, ...(type === undefined ? {} : { 'content-type': type }) },
        ...(body === undefined ? {} : { body }),
      });
      return { status: answer.statusCode, body: await answer.body.json() };
    }
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

    it('is of the JSON in the body, as Python writes it', async () => {
      // The body and the hash are of a recorded answer of the service that this one replaces.
      const recorded = '{"b": ["x", 1, true, null, 1.5, "\\u00e9"], "a": {"d": 1, "c": 2}}';
      expect(await hashOf(recorded, 'application/json')).to.deep.equal({
        status: 200,
        body: '653dbed3ecd7df5dfb6d2615a1af1f8e',
      });
      const stored = '{"partner":"edx","key":["One+1"]}';
      const { body: hash } = await hashOf(stored, 'application/json');
      const { body } = await api.get<Query>(`${base}get_query_by_hash?hash=${String(hash)}`);
      expect(body.title).to.equal('Of One+1');
    });

    it('is of a form’s last values, and of an empty object without a body', async () => {
      const form = 'content_type=course&content_type=courserun&org=%C3%89dX+Y';
      const { body } = await hashOf(form, 'application/x-www-form-urlencoded');
      expect(body).to.equal(md5('{"content_type": "courserun", "org": "\\u00c9dX Y"}'));
      expect((await hashOf(undefined)).body).to.equal(md5('{}'));
    });

    it('is of an object only', async () => {
      expect((await hashOf('[1]', 'application/json')).status).to.equal(400);
      expect((await hashOf('{', 'application/json')).status).to.equal(400);
      expect((await hashOf('a', 'text/plain')).status).to.equal(415);
    });
  });

  it('are told apart for some catalogs, as far as the caller sees these', async () => {
    const ask = async (client: Client): Promise<unknown> =>
      (
        await client.post('/api/v1/distinct-catalog-queries/', {
          enterprise_catalog_uuids: [...Object.values(catalogs), uuidOf('no catalog')],
        })
      ).body;
    const { entries } = await walk<Query>(api, base);
    const [one, shared, two] = entries.map(({ id }) => String(id)) as [string, string, string];
    const ofMine = { [one]: [catalogs['mine']], [shared]: [catalogs['shared by me'], catalogs['shared again']] };
    expect(await ask(admin())).to.deep.equal({
      num_distinct_query_ids: 2,
      catalog_uuids_by_catalog_query_id: ofMine,
    });
    expect(await ask(api)).to.deep.equal({
      num_distinct_query_ids: 3,
      catalog_uuids_by_catalog_query_id: {
        ...ofMine,
        [shared]: [catalogs['shared by me'], catalogs['shared again'], catalogs['shared by them']],
        [two]: [catalogs['theirs']],
      },
    });
  });
});
