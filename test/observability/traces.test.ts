import { expect } from 'chai';
import { course, uuidOf } from '../support/documents.ts';
import { eventually } from '../support/service.ts';
import { Collector, type ReceivedSpan } from './support/collector.ts';
import { makeTraced, newCaller, type TracedService } from './support/traced-service.ts';
import { hasRequest, namesUpwards, tellsOf, under } from './support/trees.ts';

const title = 'Sailing for beginners who hate water';
const words = 'unmistakable seamanship';
const content = '/api/v1/content-metadata/';

describe('traces', function () {
  this.timeout(60_000);
  let collector: Collector;
  let traced: TracedService;

  before(async () => {
    collector = await Collector.open();
    // Nobody polls, so a job is one that a wake began.
    traced = await makeTraced(collector.url, { POLL_MILLISECONDS: '3600000' });
    await traced.api.post('/api/v1/enterprise-catalogs/', {
      uuid: uuidOf('traced'),
      title: 'Traced',
      enterprise_customer: uuidOf('a customer'),
      content_filter: { level_type: 'Introductory' },
    });
    traced.service.worker.start();
  });
  after(async () => {
    await traced.stop();
    await collector.close();
  });

  const post = async (documents: unknown): Promise<ReceivedSpan[]> => {
    const caller = newCaller();
    const { status } = await traced.api.post(content, documents, { traceparent: caller.traceparent });
    expect(status).to.equal(200);
    return collector.trace(caller.traceId, hasRequest);
  };

  /** Leaves a course to the worker. @returns the trace of the request, with that of the wake */
  const leave = async (document: object): Promise<{ spans: ReceivedSpan[]; wake: ReceivedSpan }> => {
    const caller = newCaller();
    const headers = { traceparent: caller.traceparent, Prefer: 'respond-async' };
    expect((await traced.api.post(content, document, headers)).status).to.equal(202);
    const isWake = ({ name }: ReceivedSpan): boolean => name === 'send wake';
    const spans = await collector.trace(caller.traceId, (some) => hasRequest(some) && some.some(isWake));
    return { spans, wake: spans.find(isWake) as ReceivedSpan };
  };

  it('of a write are one tree, from the caller through HTTP to the database and OpenSearch', async () => {
    const caller = newCaller();
    // Else the document follows the answer.
    const address = `${content}?refresh=true`;
    const { status } = await traced.api.post(address, course('Tree+1', { title, level_type: 'Introductory' }), {
      traceparent: caller.traceparent,
    });
    expect(status).to.equal(200);
    const spans = await collector.trace(caller.traceId, hasRequest);
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === caller.spanId);
    expect(roots.map(({ kind }) => kind)).to.deep.equal([2]);
    const [root] = roots as [ReceivedSpan];
    expect(root.name).to.match(/^POST \/api\/v1\/content-metadata\/?$/);
    expect(root.status).to.equal(0);
    expect(root.attributes).to.include({
      'http.request.method': 'POST',
      'http.route': root.name.slice('POST '.length),
      'url.path': content,
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
      'http.response.status_code': 200,
    });
    expect(under(spans, root)).to.have.length(spans.length);
    const clients = spans.filter(({ kind }) => kind === 3);
    expect(clients).to.have.length(spans.length - 1);
    const ofMysql = clients.filter(({ attributes }) => attributes['db.system.name'] === 'mysql');
    expect(ofMysql.map(({ name }) => name)).to.include.members(['transaction', 'COMMIT']);
    expect(spans.some(tellsOf('INSERT IGNORE INTO membership '))).to.equal(true);
    const ofEngine = clients.filter(({ attributes }) => attributes['db.system.name'] === 'opensearch');
    expect(ofEngine.map(({ attributes }) => attributes['db.operation.name'])).to.include.members(['bulk', 'search']);
    const insert = spans.find(tellsOf('INSERT INTO content ')) as ReceivedSpan;
    expect(namesUpwards(spans, insert).slice(1)).to.deep.equal(['transaction', root.name]);
    expect(insert.attributes['db.query.text']).to.match(/^INSERT INTO content \(.*\?/);
    expect(insert.attributes['db.operation.batch.size']).to.be.greaterThan(1);
    expect(insert.attributes['db.namespace']).to.equal(new URL(traced.stores.config.databaseUrl).pathname.slice(1));
  });

  it('of requests at the same time do not mix', async () => {
    const trees = await Promise.all(
      Array.from({ length: 12 }, (_, number) => post(course(`Mixed+${String(number)}`, { level_type: 'Advanced' }))),
    );
    for (const spans of trees) {
      expect(spans.filter(({ kind }) => kind === 2)).to.have.length(1);
      expect(spans.filter(tellsOf('INSERT INTO content '))).to.have.length(1);
      expect(under(spans, spans.find(({ kind }) => kind === 2) as ReceivedSpan)).to.have.length(spans.length);
    }
  });

  it('of work that is left to a worker go on in a job that is linked to the wake', async () => {
    const { spans, wake } = await leave(course('Left+1', { title, level_type: 'Introductory' }));
    expect(namesUpwards(spans, wake)).to.have.length(2);
    expect(wake.kind).to.equal(4);
    const isJob = ({ links }: ReceivedSpan): boolean => links.some(({ spanId }) => spanId === wake.spanId);
    await eventually('the job of the wake', () => Promise.resolve(collector.spans.some(isJob)), 10);
    const job = collector.spans.find(isJob) as ReceivedSpan;
    expect(job).to.deep.include({ name: 'decide item', kind: 5, parentSpanId: '' });
    expect(job.attributes).to.deep.include({ 'percolog.batch.kind': 'item', 'percolog.batch.size': 1 });
    expect(job.links).to.deep.equal([{ traceId: wake.traceId, spanId: wake.spanId }]);
    expect(job.traceId).to.not.equal(wake.traceId);
    const ofJob = await collector.trace(job.traceId, (all) => all.some(tellsOf('INSERT IGNORE INTO membership ')));
    expect(under(ofJob, job)).to.have.length(ofJob.length);
    expect(ofJob.map(({ attributes }) => attributes['db.system.name'])).to.include.members(['mysql', 'opensearch']);
  });

  it('of the next job do not name a wake whose work is done', async () => {
    await leave(course('Left+2', { level_type: 'Advanced' }));
    const jobs = (): ReceivedSpan[] => collector.spans.filter(({ name }) => name === 'decide item');
    await eventually('a second job', () => Promise.resolve(jobs().length === 2), 10);
    expect(jobs().map(({ links }) => links.length)).to.deep.equal([1, 1]);
    expect(jobs()[1]?.links).to.not.deep.equal(jobs()[0]?.links);
  });

  it('say what was refused and what failed', async () => {
    const caller = newCaller();
    await traced.api.ask('GET', `${content}No+Such/`, { headers: { traceparent: caller.traceparent } });
    const [refused] = (await collector.trace(caller.traceId, hasRequest)).filter(({ kind }) => kind === 2);
    expect(refused?.attributes['http.response.status_code']).to.equal(404);
    expect([refused?.status, refused?.attributes['error.type']]).to.deep.equal([0, undefined]);
  });

  it('begin here when the caller sends none, or none that can be read', async () => {
    for (const traceparent of [undefined, '00-0-0-01', `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`]) {
      const path = `${content}Nobody+${String(traceparent?.length)}`;
      await traced.api.ask('GET', path, { headers: traceparent === undefined ? {} : { traceparent } });
      const mine = ({ attributes }: ReceivedSpan): boolean => attributes['url.path'] === path;
      await eventually('a trace of its own', () => Promise.resolve(collector.spans.some(mine)), 10);
      expect(collector.spans.find(mine)?.parentSpanId).to.equal('');
    }
  });

  it('are not kept when the caller does not keep his', async () => {
    const unsampled = newCaller(false);
    await traced.api.post(content, course('Unsampled+1'), { traceparent: unsampled.traceparent });
    await post(course('Sampled+1'));
    expect(collector.spans.filter(({ traceId }) => traceId === unsampled.traceId)).to.deep.equal([]);
  });

  it('leave out those who look at health and metrics, and a worker that finds nothing to do', async () => {
    const caller = newCaller();
    for (const path of ['/health/ready', '/health', '/metrics']) {
      await traced.api.ask('GET', path, { headers: { traceparent: caller.traceparent } });
    }
    const before = collector.spans.length;
    await traced.service.worker.drainOnce();
    const spans = await post(course('After+1'));
    expect(collector.spans.filter(({ traceId }) => traceId === caller.traceId)).to.deep.equal([]);
    expect(collector.spans.slice(before).every(({ traceId }) => traceId === spans[0]?.traceId)).to.equal(true);
  });

  it('have no value of a document, a filter, a search or an error', async () => {
    const caller = newCaller();
    const headers = { traceparent: caller.traceparent };
    await traced.api.ask('GET', `/api/v1/search?q=${encodeURIComponent(words)}`, { headers });
    // Refused by the database, which quotes the value: the catalog's uuid is taken.
    const taken = { uuid: uuidOf('traced'), title, enterprise_customer: uuidOf('x'), content_filter: { key: words } };
    expect((await traced.api.post('/api/v1/enterprise-catalogs/', taken, headers)).status).to.be.oneOf([400, 409, 422]);
    await collector.trace(caller.traceId, (spans) => spans.filter(({ kind }) => kind === 2).length === 2);
    const sent = collector.bodies.join('\n');
    expect(sent).to.include('INSERT INTO content');
    for (const value of [title, 'seamanship', 'Tree+1', 'Introductory', 'Duplicate']) {
      expect(sent.includes(value), value).to.equal(false);
    }
  });

  it('are found in the logs of their request', async () => {
    const caller = newCaller();
    await traced.api.post(content, course('Logged+1'), { traceparent: caller.traceparent });
    const line = traced.lines.find(
      ({ message, fields }) => message === 'request' && fields['traceId'] === caller.traceId,
    );
    expect(line?.fields).to.include({ path: content, status: 200 });
    const before = traced.lines.length;
    await traced.api.get('/health/live');
    expect(traced.lines.slice(before).map(({ fields }) => fields['traceId'])).to.deep.equal([undefined]);
  });

  it('say what they are traces of, and where they are sent', () => {
    expect(collector.resource).to.include({ 'service.name': 'percolog', 'service.version': '0.1.0' });
    expect([...new Set(collector.requests.map(({ path }) => path))]).to.deep.equal(['/v1/traces']);
    expect(collector.requests[0]?.headers['content-type']).to.match(/^application\/json/);
  });
});
