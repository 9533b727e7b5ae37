import { expect } from 'chai';
import { makeProxies, type Proxies } from '../support/proxy.ts';
import { course, program, run } from '../support/documents.ts';
import { eventually, makeService, makeStores, sql, type TestService, type TestStores } from '../support/service.ts';
import { openStandIn, type StandInWorld } from './support/world.ts';

/** Tables of what is known of content and its memberships; a poll's own record is not among them. */
const content = 'content|content_body|content_relation|quarantine|audit_log|membership\\w*|inherit_pending';
/** The first statement of a message follows its command, the others the one before. */
const begins = '(?:\\u0003|;\\n)';
const writes = new RegExp(
  `${begins}(?:INSERT (?:IGNORE )?INTO|UPDATE|DELETE FROM|REPLACE INTO) (?:${content})\\b`,
  'g',
);
const update = new RegExp(`${begins}UPDATE \\(SELECT \\d+ AS id, [^\\u0003]* STRAIGHT_JOIN content c `, 'g');
const statements = new RegExp(`${begins}(?:SELECT|INSERT|UPDATE|DELETE|REPLACE|START)\\b`, 'g');

/** What a poll asks of the engines, as it goes over the wire. */
describe('polls: what they cost the engines', function () {
  this.timeout(30_000);
  const courses = Array.from({ length: 120 }, (_, index) => course(`C+${String(index)}`, { status: 'published' }));
  const runs = courses.slice(0, 60).map(({ key }) => run(key, '2026', { seats: [] }));
  let upstream: StandInWorld;
  let stores: TestStores;
  let proxies: Proxies;
  let service: TestService;
  let tick = Date.parse('2026-11-21T10:00:00Z');

  before(async () => {
    upstream = await openStandIn([...courses, ...runs, program('P', { courses: [] })]);
    stores = await makeStores(upstream.settings);
    proxies = await makeProxies(stores);
    service = await makeService({ stores: proxies.stores });
    expect((await poll()).counts).to.deep.include({ changed: 181 });
    // That is worked out beside the poll, and writes.
    await eventually('what the first poll leaves to inherit is worked out', async () => {
      return (await sql(stores, 'SELECT 1 FROM inherit_pending')).length === 0;
    });
  });
  after(async () => {
    await service.stop();
    await proxies.close();
    await upstream.close();
  });

  it('nothing changed: one look at each page, nothing of content written, OpenSearch not asked', async () => {
    const before = await contentRows();
    const { counts, database, search } = await poll();
    expect(counts, 'each item once').to.deep.include({ pages: 5, documents: 181, changed: 0, standing: 0, refused: 0 });
    expect(database.match(writes)).to.equal(null);
    expect(search).to.equal('');
    expect(await contentRows()).to.deep.equal(before);
    // Of a page: leave for each of its requests, the look, whether upstream gave it before, what was seen, how far the poll is.
    expect((database.match(statements) ?? []).length).to.be.lessThan(5 * 8 + 20);
    expect(database.match(/ FROM content WHERE content_key IN/g) ?? []).to.have.length(5 - 1);
    expect(database, 'no body is read').not.to.match(/content_body/);
  });

  it('one item changed: that one is written, and decided', async () => {
    upstream.corpus.put({ ...courses[70], title: 'Another title' });
    const { counts, database, search } = await poll();
    expect(counts).to.deep.include({ changed: 1, standing: 0 });
    expect(database.match(update)).to.have.length(1);
    expect(database.match(/;\nINSERT INTO content_body/g)).to.have.length(1);
    expect(search.match(/_bulk/g)).to.have.length(1);
    expect(await sql(stores, 'SELECT 1 FROM content WHERE undecided = 1')).to.deep.equal([]);
  });

  function contentRows(): Promise<object[]> {
    return sql<object>(stores, 'SELECT * FROM content ORDER BY id');
  }

  /** A full poll. @returns its counts, and what was sent to the engines meanwhile */
  async function poll(): Promise<{ counts: object; database: string; search: string }> {
    const { poller } = service.polls ?? {};
    if (poller === undefined) {
      throw new Error('no upstream is configured');
    }
    const sent = { database: '', search: '' };
    const keep = (name: keyof typeof sent) => (bytes: Buffer) => {
      sent[name] += bytes.toString('latin1');
      return false;
    };
    tick += 60_000;
    await poller.open('full', new Date(tick));
    proxies.mysql.cutWhen(keep('database'));
    proxies.opensearch.cutWhen(keep('search'));
    await poller.drain();
    await proxies.mysql.restore();
    await proxies.opensearch.restore();
    const [run] = await poller.list(1);
    expect(run).to.deep.include({ state: 'done', error: null });
    return { counts: run?.counts ?? {}, ...sent };
  }
});
