import { expect } from 'chai';
import { parseJson } from '../../../src/kernel/json.ts';
import { membersOf, servingIndex } from '../../support/registrations.ts';
import { eventually, makeService, sql, type TestService } from '../../support/service.ts';
import { author } from '../../support/writers.ts';
import { versionBefore } from './definitions.ts';

const [lower, upper] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];

/** An update finds an index of filters in which nothing is that filters are selected by: all of them are run. */
describe('the index of filters of the version before', function () {
  this.timeout(60_000);
  let service: TestService;
  let next: TestService | undefined;

  before(async () => {
    service = await makeService();
    await store('Level+1', 'low', service);
    await filter(lower, { level_type: 'low' }, service);
    await filter(upper, { level_type: 'LOW' }, service);
  });
  after(async () => {
    await next?.stop();
    await service.stop();
  });

  it('serves, takes what is new, and is rebuilt', async () => {
    const { stores } = service;
    const { indexPrefix } = stores.config;
    const serving = await servingIndex(stores);
    const older = `${indexPrefix}catalog-queries-v4`;
    const { settings, mappings } = versionBefore();
    const [row] = await sql<{ uuid: string }>(stores, 'SELECT uuid FROM lineage');
    const _meta = { ...mappings._meta, lineage: row?.uuid };
    await ask('PUT', older, { settings, mappings: { ...mappings, _meta } });
    await ask('POST', `${serving}/_refresh`);
    await ask('POST', '_reindex?refresh=true', {
      source: { index: serving, _source: ['query', 'stamp', 'uses_text', 'sees', 'sights'] },
      dest: { index: older, version_type: 'external' },
    });
    const alias = `${indexPrefix}catalog-queries`;
    await ask('POST', '_aliases', {
      actions: [
        { remove: { index: serving, alias, must_exist: true } },
        { add: { index: older, alias, is_write_index: true } },
      ],
    });
    const withSelector = async (): Promise<number> => {
      await ask('POST', `${alias}/_refresh`);
      const query = { term: { 'selector.extraction_result': 'complete' } };
      return ((await ask('POST', `${alias}/_count`, { query })) as { count: number }).count;
    };

    next = await makeService({ stores });
    const { worker } = next;
    await store('Level+5', 'low', next);
    expect(await members(lower)).to.deep.equal(['Level+1', 'Level+5']);
    expect(await servingIndex(stores)).to.equal(older);
    expect(await withSelector()).to.equal(0);
    // A filter that is written now is selected in the old index already.
    await filter(upper, { level_type: ['low', 'LOW'], content_type: 'course' }, next);
    expect(await withSelector()).to.equal(1);
    await store('Level+6', 'low', next);
    expect([await members(lower), await members(upper)]).to.deep.equal([
      ['Level+1', 'Level+5', 'Level+6'],
      ['Level+1', 'Level+5', 'Level+6'],
    ]);
    await eventually('the new index serves', async () => {
      await worker.drainOnce();
      return (await servingIndex(stores)) !== older;
    });
    expect(await servingIndex(stores)).to.match(/-v5-\d+$/);
    expect(await withSelector()).to.equal(2);
    await store('Level+5', 'high', next);
    expect(await members(lower)).to.deep.equal(['Level+1', 'Level+6']);
  });

  async function ask(method: string, path: string, body?: object): Promise<object> {
    const answer = await fetch(`${service.stores.config.opensearchUrl}/${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    expect(answer.ok, `${method} ${path}: ${text}`).to.equal(true);
    return JSON.parse(text) as object;
  }

  async function store(key: string, level: string, by: TestService): Promise<void> {
    const { claims } = await by.replication.store([{ content_type: 'course', key, title: key, level_type: level }], {
      author,
    });
    const [decision] = await by.inclusion.decideItems(claims);
    expect(decision?.outcome).to.equal('decided');
  }

  async function filter(uuid: string, content: object, by: TestService): Promise<void> {
    const text = JSON.stringify(content);
    const query = { uuid, title: null, filter: { text, node: parseJson(text) } };
    const [outcome] = await by.inclusion.importQueries([query], { force: true });
    expect(outcome?.outcome).to.be.oneOf(['created', 'changed']);
    await by.inclusion.registerAnnounced({ abandoned: false });
  }

  const members = (uuid: string): Promise<string[]> => membersOf(service.stores, uuid);
});
