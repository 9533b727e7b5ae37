import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { expectProblem, type Answer, type CatalogBody, type Client } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { sql, type TestService } from '../support/service.ts';

const base = '/api/v1/enterprise-catalogs/';

describe('which query a catalog gets', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  let names = 0;

  before(async () => {
    ({ service, api, close } = await servedService());
    await api.post(
      '/api/v1/content-metadata/',
      ['Pick+1', 'Pick+2', 'Pick+3'].map((key) => course(key)),
    );
  });
  after(() => close());

  /** A filter that no other test has; it matches the items of these keys. */
  const filterOf = (...keys: string[]): { key: string[] } => {
    names += 1;
    return { key: [...keys, `Nobody+${String(names)}`] };
  };
  const create = (members: object): Promise<Answer<CatalogBody>> =>
    api.post<CatalogBody>(base, { title: 'A catalog', enterprise_customer: uuidOf('somebody'), ...members });
  const patch = (uuid: string, members: object): Promise<Answer<CatalogBody>> =>
    api.ask<CatalogBody>('PATCH', `${base}${uuid}/`, { body: members });
  const queryOf = async (uuid: string): Promise<{ content_filter: string; title: string | null } | undefined> =>
    (
      await sql<{ content_filter: string; title: string | null }>(
        service.stores,
        'SELECT content_filter, title FROM catalog_query WHERE uuid = ?',
        [uuid],
      )
    )[0];
  const contains = async (catalog: string, key: string): Promise<boolean> =>
    (
      await api.get<{ contains_content_items: boolean }>(
        `${base}${catalog}/contains_content_items/?course_run_ids=${key}`,
      )
    ).body.contains_content_items;

  it('a filter that nobody has, without a uuid: a new query', async () => {
    const { body } = await create({ content_filter: filterOf('Pick+1'), query_title: 'New one' });
    expect(body.catalog_query_uuid).to.match(/^[0-9a-f-]{36}$/);
    expect(body.query_title).to.equal('New one');
    expect(body.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 1, left: 0 });
  });

  it('a filter that nobody has, with a uuid that nobody has: a new query of that uuid', async () => {
    const catalog_query_uuid = randomUUID();
    const { body } = await create({ content_filter: filterOf('Pick+1'), catalog_query_uuid });
    expect(body.catalog_query_uuid).to.equal(catalog_query_uuid);
  });

  it('a filter that another catalog has, written differently but of the same hash: its query, shared', async () => {
    const { key } = filterOf('Pick+1');
    const one = await create({ content_filter: { key, content_type: 'course' } });
    const other = await create({ content_filter: { content_type: 'course', key } });
    expect(other.body.catalog_query_uuid).to.equal(one.body.catalog_query_uuid);
    expect(other.body.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 0, left: 0 });
  });

  it('a filter that another query has, with a uuid that nobody has: the query that is there', async () => {
    const content_filter = filterOf('Pick+1');
    const one = await create({ content_filter });
    const unknown = randomUUID();
    const other = await create({ content_filter, catalog_query_uuid: unknown });
    expect(other.status).to.equal(201);
    expect(other.body.catalog_query_uuid).to.equal(one.body.catalog_query_uuid);
    expect(await queryOf(unknown)).to.equal(undefined);
  });

  it('another filter with the same meaning: a query of its own, and the answer names its equal', async () => {
    const { key } = filterOf('Pick+1');
    const one = await create({ content_filter: { key } });
    const other = await create({ content_filter: { key__in: [...key].reverse() } });
    expect(other.body.catalog_query_uuid).to.not.equal(one.body.catalog_query_uuid);
    expect(other.body.equals).to.equal(one.body.catalog_query_uuid);
    expect(one.body).to.not.have.property('equals');
  });

  it('a new filter with a known uuid: that query is edited, for every catalog that shares it', async () => {
    const one = await create({ content_filter: filterOf('Pick+1'), query_title: 'Shared' });
    const uuid = one.body.catalog_query_uuid;
    const other = await create({ catalog_query_uuid: uuid });
    expect(other.body.catalog_query_uuid).to.equal(uuid);
    expect(other.body).to.not.have.property('membership');

    const edited = filterOf('Pick+2', 'Pick+3');
    const third = await create({ content_filter: edited, catalog_query_uuid: uuid.toUpperCase() });
    expect(third.body.catalog_query_uuid).to.equal(uuid);
    expect(third.body.membership).to.deep.equal({ state: 'committed', matched: 2, entered: 2, left: 1 });
    expect((await queryOf(uuid))?.content_filter).to.equal(JSON.stringify(edited));
    for (const { body } of [one, other, third]) {
      expect(await contains(body.uuid, 'Pick+1'), 'left').to.equal(false);
      expect(await contains(body.uuid, 'Pick+2'), 'entered').to.equal(true);
    }
  });

  it('the filter of another query with a known uuid: the catalog moves, and neither query changes', async () => {
    const [first, second] = [filterOf('Pick+1'), filterOf('Pick+2')];
    const one = await create({ content_filter: first });
    const other = await create({ content_filter: second });
    const moved = await patch(one.body.uuid, {
      content_filter: second,
      catalog_query_uuid: one.body.catalog_query_uuid,
    });
    expect(moved.status).to.equal(200);
    expect(moved.body.catalog_query_uuid).to.equal(other.body.catalog_query_uuid);
    expect(moved.body.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 0, left: 0 });
    expect((await queryOf(one.body.catalog_query_uuid))?.content_filter).to.equal(JSON.stringify(first));
    expect(await contains(one.body.uuid, 'Pick+1')).to.equal(false);
    expect(await contains(one.body.uuid, 'Pick+2')).to.equal(true);
  });

  it('a change without a uuid moves the catalog and leaves those who shared its query alone', async () => {
    const content_filter = filterOf('Pick+1');
    const one = await create({ content_filter });
    const other = await create({ content_filter });
    const moved = await patch(one.body.uuid, { content_filter: filterOf('Pick+3') });
    expect(moved.body.catalog_query_uuid).to.not.equal(other.body.catalog_query_uuid);
    expect(await contains(one.body.uuid, 'Pick+3')).to.equal(true);
    expect(await contains(other.body.uuid, 'Pick+1')).to.equal(true);
    expect(await contains(other.body.uuid, 'Pick+3')).to.equal(false);
  });

  it('a known uuid alone: the catalog uses that query; one that nobody has is refused', async () => {
    const one = await create({ content_filter: filterOf('Pick+1') });
    const other = await create({ content_filter: filterOf('Pick+2') });
    const moved = await patch(one.body.uuid, { catalog_query_uuid: other.body.catalog_query_uuid });
    expect(moved.body.catalog_query_uuid).to.equal(other.body.catalog_query_uuid);
    const refused = expectProblem(await patch(one.body.uuid, { catalog_query_uuid: randomUUID() }), 422, 'refused');
    expect(refused.errors?.map(({ pointer, code }) => [pointer, code])).to.deep.equal([
      ['/catalog_query_uuid', 'unknown_query'],
    ]);
    expectProblem(await create({ catalog_query_uuid: randomUUID() }), 422, 'refused');
    expect((await api.get<CatalogBody>(base + one.body.uuid)).body).to.deep.equal(moved.body);
  });

  it('a title that another query has gets the next free number', async () => {
    const query_title = `Title ${randomUUID()}`;
    const titles: (string | null)[] = [];
    for (let number = 0; number < 3; number += 1) {
      titles.push((await create({ content_filter: filterOf(), query_title })).body.query_title);
    }
    expect(titles).to.deep.equal([query_title, `${query_title} (2)`, `${query_title} (3)`]);
    const longest = 'L'.repeat(255);
    expect((await create({ content_filter: filterOf(), query_title: longest })).body.query_title).to.equal(longest);
    expect((await create({ content_filter: filterOf(), query_title: longest })).body.query_title).to.equal(
      `${longest.slice(0, 251)} (2)`,
    );
  });

  it('a query keeps its numbered title when the same catalog is written again', async () => {
    const query_title = `Title ${randomUUID()}`;
    await create({ content_filter: filterOf(), query_title });
    const content_filter = filterOf();
    const { body } = await create({ content_filter, query_title });
    const again = { content_filter, query_title, catalog_query_uuid: body.catalog_query_uuid };
    expect((await patch(body.uuid, again)).body.query_title).to.equal(`${query_title} (2)`);
  });

  it('a query is given another title through its uuid', async () => {
    const { body } = await create({ content_filter: filterOf(), query_title: `Old ${randomUUID()}` });
    const query_title = `New ${randomUUID()}`;
    const changed = await patch(body.uuid, { catalog_query_uuid: body.catalog_query_uuid, query_title });
    expect(changed.body.query_title).to.equal(query_title);
  });

  it('twenty who write the same filter at once: one query', async () => {
    const content_filter = filterOf('Pick+1', 'Pick+2');
    const query_title = `Title ${randomUUID()}`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => create({ content_filter, query_title })));
    expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 201));
    const [uuid, ...others] = new Set(answers.map(({ body }) => body.catalog_query_uuid));
    expect(others).to.deep.equal([]);
    const rows = await sql(service.stores, 'SELECT 1 FROM catalog_query WHERE content_filter = ?', [
      JSON.stringify(content_filter),
    ]);
    expect(rows).to.have.length(1);
    expect((await queryOf(String(uuid)))?.title).to.equal(query_title);
    for (const { body } of answers) {
      expect(body.membership?.state).to.be.oneOf(['committed', 'pending']);
      expect(await contains(body.uuid, 'Pick+2')).to.equal(true);
    }
    expect(await service.inclusion.backlog()).to.include({ items: 0, queries: 0 });
  });

  it('twenty who want the same title at once: each gets one of its own', async () => {
    const query_title = `Title ${randomUUID()}`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => create({ content_filter: filterOf(), query_title })),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 201));
    expect(new Set(answers.map(({ body }) => body.query_title)).size).to.equal(20);
  });

  it('twenty who create the same catalog at once: one is created, the others are told so', async () => {
    const uuid = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        create({ uuid, content_filter: filterOf(`Pick+${String(number % 3)}`) }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, ...Array.from({ length: 19 }, () => 409)]);
    const created = answers.find(({ status }) => status === 201)?.body.catalog_query_uuid;
    expect((await api.get<CatalogBody>(base + uuid)).body.catalog_query_uuid).to.equal(created);
  });

  it('twenty who edit one query at once: the last one counts, and is decided', async () => {
    const start = await create({ content_filter: filterOf('Pick+1') });
    const catalog_query_uuid = start.body.catalog_query_uuid;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        patch(start.body.uuid, { catalog_query_uuid, content_filter: filterOf(`Pick+${String(1 + (number % 3))}`) }),
      ),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 200));
    await service.worker.drainOnce();
    const { key } = JSON.parse((await queryOf(catalog_query_uuid))?.content_filter ?? '') as { key: string[] };
    for (const one of ['Pick+1', 'Pick+2', 'Pick+3']) {
      expect(await contains(start.body.uuid, one), one).to.equal(key.includes(one));
    }
    expect(await service.inclusion.backlog()).to.include({ items: 0, queries: 0 });
  });
});
