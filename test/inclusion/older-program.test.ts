import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import { formVersion } from '../../src/replication/content/item-form.ts';
import { swapIndex } from '../rolling/swap-index.ts';
import { servingIndex } from '../support/registrations.ts';
import { eventually, makeService, sql, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';

/** What a newer program finds of an older one: items without texts, filters compiled otherwise, indices without analyzers. */
describe('the data of an older program', function () {
  this.timeout(60_000);
  let first: TestService;
  let second: TestService | undefined;

  before(async () => {
    first = await makeService();
    const { claims } = await first.replication.store(
      [
        { content_type: 'course', key: 'Old+1', title: 'Running databases' },
        { content_type: 'course', key: 'Old+2', title: 'Reading poems' },
      ],
      { author },
    );
    await first.inclusion.decideItems(claims);
    await importFilter(1, { title__match: 'database' });
    await importFilter(2, { key: 'Old+2' });
  });
  after(async () => {
    await second?.stop();
    await first.stop();
  });

  it('is formed anew also where a worker of that program takes it first', async () => {
    const versions = (): Promise<{ form_version: number }[]> =>
      sql(first.stores, 'SELECT DISTINCT form_version FROM content');
    await sql(first.stores, 'UPDATE content SET form_version = 1');
    await first.replication.reviseOlderForms();
    // As that one does: it finds its own form, and looks again when it moves by itself.
    await sql(first.stores, 'UPDATE content SET next_transition_at = NULL');
    await first.replication.reviseOlderForms();
    expect(await versions(), 'nobody has formed it').to.deep.equal([{ form_version: 1 }]);
    await first.replication.refreshDue(10);
    expect(await versions()).to.deep.equal([{ form_version: formVersion }]);
  });

  it('is formed, compiled and decided anew, in indices of this version', async () => {
    const { stores } = first;
    await sql(stores, `UPDATE content SET form_version = 1`);
    await sql(stores, `UPDATE content_body SET projection = JSON_REMOVE(projection, '$.title')`);
    await sql(stores, `UPDATE content SET document_hash = REPEAT('0', 32)`);
    await sql(stores, `UPDATE catalog_query SET compiler_version = 1, uses_text = 0`);
    const nothing = JSON.stringify({ term: { 'filter.key': 'nothing' } });
    await sql(stores, `UPDATE catalog_query SET compiled = ? WHERE uses_text = 0 AND content_filter LIKE '%title%'`, [
      nothing,
    ]);
    const { opensearchUrl, indexPrefix } = stores.config;
    const content = `${indexPrefix}content`;
    await swapIndex(stores, content, `${content}-v1`);
    await ask('PUT', `${opensearchUrl}/${content}-v1/_mapping`, { _meta: { lineage: await lineage() } });
    // Without the analyzers of filters of words, it cannot be given their fields.
    const filters = `${indexPrefix}catalog-queries`;
    await ask('PUT', `${opensearchUrl}/${filters}-v1`, {
      mappings: {
        _meta: { lineage: await lineage() },
        dynamic: 'strict',
        properties: {
          query: { type: 'percolator' },
          stamp: { type: 'long' },
          filter: { properties: { key: { type: 'keyword' } } },
        },
      },
    });
    await ask('POST', `${opensearchUrl}/_aliases`, {
      actions: [
        { remove: { index: `${filters}-v5`, alias: filters } },
        { add: { index: `${filters}-v1`, alias: filters, is_write_index: true } },
      ],
    });
    for (const index of [`${content}-v4`, `${filters}-v5`]) {
      await ask('DELETE', `${opensearchUrl}/${index}`);
    }

    second = await makeService({ stores });
    const registered = await sql<{ registered: number }>(
      stores,
      'SELECT SUM(registered_revision) + 0 AS registered FROM catalog_query',
    );
    expect(Number(registered[0]?.registered), 'no filter counts as registered in the new index').to.equal(0);
    expect(await pairs(), 'memberships stay meanwhile').to.deep.equal(['1 Old+1', '2 Old+2']);
    while (await second.worker.drainOnce()) {
      // Until nothing is left.
    }
    expect(await pairs()).to.deep.equal(['1 Old+1', '2 Old+2']);
    expect(await sql(stores, 'SELECT compiler_version, uses_text FROM catalog_query ORDER BY uuid')).to.deep.equal([
      { compiler_version: 2, uses_text: 1 },
      { compiler_version: 2, uses_text: 0 },
    ]);
    expect(await sql(stores, 'SELECT DISTINCT form_version FROM content')).to.deep.equal([
      { form_version: formVersion },
    ]);
    expect(await servingIndex(stores)).to.equal(`${filters}-v5`);
    // The index of content serves until a worker has rebuilt it.
    const { worker } = second;
    const serves = async (): Promise<boolean> => {
      await worker.drainOnce();
      return /content-v4-\d+$/.test(await servingIndex(stores, 'content'));
    };
    await eventually('the new index of content serves', serves, 50);

    // An item and a filter after that meet on texts, both ways.
    const { claims } = await second.replication.store(
      [{ content_type: 'course', key: 'New+1', title: 'Database design' }],
      { author },
    );
    await second.inclusion.decideItems(claims);
    await importFilter(3, { q__match: 'read' });
    expect(await pairs()).to.deep.equal(['1 New+1', '1 Old+1', '2 Old+2', '3 Old+2']);
  });

  it('whose documents lack the search field that came last are written anew', async () => {
    const { stores } = first;
    const { opensearchUrl, indexPrefix } = stores.config;
    const fourth = await makeService({ stores });
    const [{ id, ticket } = { id: 0, ticket: 0 }] = await sql<{ id: number; ticket: number }>(
      stores,
      `SELECT id, document_ticket AS ticket FROM content WHERE content_key = 'Old+1'`,
    );
    const document = `${opensearchUrl}/${indexPrefix}content/_doc/${String(id)}`;
    const { _source: whole } = (await ask('GET', document)) as { _source: Record<string, unknown> };
    const { is_new_content: newest, ...older } = whole;
    expect(newest, 'also where upstream says nothing').to.equal(false);
    await ask('PUT', `${document}?refresh=true&version_type=external_gte&version=${String(ticket)}`, older);
    const were = await pairs();
    while (await fourth.worker.drainOnce()) {
      // Until nothing is left.
    }
    expect(((await ask('GET', document)) as { _source: object })._source).to.include({ is_new_content: false });
    const [row] = await sql<{ decided: number }>(
      stores,
      `SELECT revision = decided_revision AS decided FROM content WHERE content_key = 'Old+1'`,
    );
    expect(row?.decided).to.equal(1);
    expect(await pairs()).to.deep.equal(were);
    await fourth.stop();
  });

  it('that comes while this one runs is formed and compiled anew by its workers', async () => {
    const { stores } = first;
    const third = await makeService({ stores });
    await sql(stores, `UPDATE content SET form_version = 1, document_hash = REPEAT('0', 32)`);
    await sql(stores, `UPDATE content_body SET projection = JSON_REMOVE(projection, '$.title')`);
    await sql(
      stores,
      `UPDATE catalog_query SET compiler_version = 1, compiled = ? WHERE content_filter LIKE '%title%'`,
      [JSON.stringify({ term: { 'filter.key': 'nothing' } })],
    );
    const were = await pairs();
    while (await third.worker.drainOnce()) {
      // Until nothing is left.
    }
    expect(await sql(stores, 'SELECT DISTINCT form_version FROM content')).to.deep.equal([
      { form_version: formVersion },
    ]);
    expect(await sql(stores, 'SELECT DISTINCT compiler_version FROM catalog_query')).to.deep.equal([
      { compiler_version: 2 },
    ]);
    expect(
      await sql(stores, `SELECT 1 FROM content_body WHERE JSON_EXTRACT(projection, '$.title') IS NULL`),
    ).to.deep.equal([]);
    expect(await pairs()).to.deep.equal(were);
    await third.stop();
  });

  it('has the next reconciliation come within the hour after a migration', async () => {
    const [turn] = await sql<{ age: number }>(
      first.stores,
      `SELECT UNIX_TIMESTAMP() - value AS age FROM turn WHERE name = 'reconcile'`,
    );
    const hours = first.stores.config.reconcileHours;
    expect(turn?.age).to.be.within((hours - 1) * 3_600, hours * 3_600);
  });

  it('that is of this version already is left alone', async () => {
    const before = await sql(first.stores, 'SELECT revision FROM content UNION ALL SELECT revision FROM catalog_query');
    const third = await makeService({ stores: first.stores });
    await third.stop();
    const after = await sql(first.stores, 'SELECT revision FROM content UNION ALL SELECT revision FROM catalog_query');
    expect(after).to.deep.equal(before);
  });

  async function importFilter(number: number, filter: object): Promise<void> {
    const text = JSON.stringify(filter);
    const uuid = `00000000-0000-4000-8000-00000000000${String(number)}`;
    const service = second ?? first;
    const [outcome] = await service.inclusion.importQueries([
      { uuid, title: null, filter: { text, node: parseJson(text) } },
    ]);
    expect(outcome?.outcome).to.equal('created');
  }

  async function pairs(): Promise<string[]> {
    const rows = await sql<{ pair: string }>(
      first.stores,
      `SELECT CONCAT(RIGHT(q.uuid, 1), ' ', c.content_key) AS pair FROM membership m
       JOIN catalog_query q ON q.id = m.query_id JOIN content c ON c.id = m.content_id ORDER BY pair`,
    );
    return rows.map(({ pair }) => pair);
  }

  async function lineage(): Promise<string | undefined> {
    return (await sql<{ uuid: string }>(first.stores, 'SELECT uuid FROM lineage'))[0]?.uuid;
  }
});

async function ask(method: string, url: string, body?: object): Promise<object> {
  const answer = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.status, `${method} ${url}`).to.equal(200);
  return (await answer.json()) as object;
}
