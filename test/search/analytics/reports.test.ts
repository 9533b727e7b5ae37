import { expect } from 'chai';
import { expectProblem, type Client } from '../../support/client.ts';
import { runScript } from '../../support/run-script.ts';
import { servedService } from '../../support/served-service.ts';
import { sql } from '../../support/service.ts';
import { anna, AnalyticsWorld, bruno } from './world.ts';

const minute = 60_000;

describe('reports on searches', function () {
  this.timeout(60_000);
  let world: AnalyticsWorld;
  before(async () => {
    world = await AnalyticsWorld.open();
  });
  beforeEach(() => world.forget());
  after(() => world.close());

  /** As if somebody else typed. */
  const later = (milliseconds = minute): void => {
    world.clock.later += milliseconds;
  };

  it('count searches and those who search, by day', async () => {
    const [ada, ben] = [world.learner('ada'), world.learner('ben')];
    for (const [client, q] of [
      [ada, 'python'],
      [ada, 'sql'],
      [ben, 'nothing of the kind at all'],
      [world.learner('cleo', bruno), 'programming'],
    ] as const) {
      await world.search(client, q, { relax: 'false' });
    }
    await world.settle();
    const { results } = await world.report('days', { customer: anna });
    expect(results).to.have.length(1);
    expect(results[0]).to.include({ searches: 3, users: 2, no_results: 1, tracked: 3, clicked: 0, relaxed: 0 });
    expect(results[0]).to.include({ click_through_rate: 0, conversion_rate: 0, mean_click_position: null });
    const everybody = await world.report('days');
    expect(everybody.results[0]).to.include({ searches: 4, users: 3 });
    expect((await world.report('days', { locale: 'es' })).results).to.deep.equal([]);
  });

  it('count what is typed within seconds once, by its last text', async () => {
    const [ada, ben] = [world.learner('ada'), world.learner('ben')];
    for (const client of [ada, ben]) {
      for (const q of ['p', 'py', 'pyth', 'pytho', 'pyt', 'PYTHON ', 'python', 'python']) {
        await world.search(client, q);
        later(2_000);
      }
    }
    await world.settle();
    expect(await world.top(anna)).to.deep.equal({ python: 2 });
    expect(await world.searches(anna)).to.equal(2);
  });

  it('count a text again that comes later, or is another one', async () => {
    for (const name of ['ada', 'ben']) {
      await world.search(world.learner(name), 'data');
      later(10_500);
      await world.search(world.learner(name), 'data engineering');
      await world.search(world.learner(name), 'python');
      later();
    }
    await world.settle();
    expect(await world.top(anna)).to.deep.equal({ data: 2, 'data engineering': 2, python: 2 });
  });

  it('do not take one who looks around for one who types', async () => {
    for (const name of ['ada', 'ben']) {
      await world.search(world.learner(name), '');
      await world.search(world.learner(name), 'python');
      await world.search(world.learner(name), '');
    }
    await world.settle();
    expect(await world.top(anna)).to.deep.equal({ '': 2, python: 2 });
  });

  it('move what was counted when a search comes late that goes on from it', async () => {
    const [ada, ben] = [world.learner('ada'), world.learner('ben')];
    await world.search(ada, 'pyt');
    await world.search(ben, 'pyt');
    later();
    await world.settle();
    expect(await world.top(anna)).to.deep.equal({ pyt: 2 });
    // From a process that could not write it before.
    await world.search(ada, 'python');
    await world.sql(
      `UPDATE search_event late JOIN search_event early ON early.searcher = late.searcher AND early.text = 'pyt'
       SET late.at = early.at + INTERVAL 3 SECOND, late.due_at = early.at + INTERVAL 18 SECOND WHERE late.text = 'python'`,
    );
    await world.settle();
    expect(await world.searches(anna)).to.equal(2);
    expect((await world.report('top', { customer: anna })).others, 'one searched for python').to.equal(1);
    expect(await world.top(anna)).to.deep.equal({ pyt: 1 });
  });

  it('tell texts only that enough have searched for, and how many others there are', async () => {
    const ada = world.learner('ada');
    for (const q of ['ada@example.com', 'ada@example.com', 'python']) {
      await world.search(ada, q, { relax: 'false' });
      later();
    }
    await world.search(world.learner('ben'), 'python');
    // The same text for another customer is nothing to this one.
    await world.search(world.learner('cleo', bruno), 'ada@example.com', { relax: 'false' });
    await world.settle();
    expect(await world.top(anna)).to.deep.equal({ python: 2 });
    expect(await world.report('top', { customer: anna })).to.include({ others: 2, least_users: 2 });
    expect(await world.top(bruno)).to.deep.equal({});
    expect(await world.report('no-results', { customer: anna })).to.deep.include({ results: [], others: 2 });
    expect(JSON.stringify(await world.report('no-results', { customer: anna }))).to.not.include('ada@');
  });

  it('take one who searches each week for one, and so tell nothing of him', async () => {
    for (let week = 0; week < 3; week += 1) {
      for (let day = 0; day < 2; day += 1) {
        await world.search(world.learner('ada'), 'a secret of ada', { relax: 'false' });
        await world.settle();
        later(24 * 60 * minute);
      }
      later(5 * 24 * 60 * minute);
    }
    expect(await world.top(anna)).to.deep.equal({});
    expect(await world.searches(anna)).to.equal(6);
    const hashes = await world.sql<{ searcher: Buffer }>('SELECT DISTINCT HEX(searcher) AS searcher FROM search_event');
    expect(hashes, 'another hash each week').to.have.length(3);
  });

  it('show which texts find nothing, and which are clicked', async () => {
    for (const name of ['ada', 'ben']) {
      await world.search(world.learner(name), 'cooking', { relax: 'false' });
      later();
      const { query_id } = await world.search(world.learner(name), 'data');
      const events = [{ query_id, type: 'click', content_key: 'Find+2', position: name === 'ada' ? 1 : 2 }];
      expect((await world.learner(name).post('/api/v1/search/events', { events })).status).to.equal(200);
    }
    await world.settle();
    const none = await world.report('no-results', { customer: anna });
    expect(none.results.map(({ text, no_results }) => [text, no_results])).to.deep.equal([['cooking', 2]]);
    const [clicked, ...others] = (await world.report('clicks', { customer: anna })).results;
    expect(others).to.deep.equal([]);
    expect(clicked).to.include({ text: 'data', searches: 2, clicked: 2, clicks: 2, click_through_rate: 1 });
    expect(clicked?.mean_click_position).to.equal(1.5);
  });

  it('are for admins of their customers, and each sees his own', async () => {
    for (const [name, customer] of [
      ['ada', anna],
      ['ben', anna],
      ['cleo', bruno],
      ['dora', bruno],
    ] as const) {
      await world.search(world.learner(name, customer), customer === anna ? 'python' : 'programming');
    }
    await world.settle();
    const admin = world.learner('eve', anna, 'enterprise_admin');
    const texts = async (client: Client): Promise<string[]> =>
      (await world.report('top', {}, client)).results.map(({ text }) => text);
    expect(await texts(admin)).to.deep.equal(['python']);
    expect(await texts(world.operator)).to.have.members(['python', 'programming']);
    for (const [client, address] of [
      [admin, `top?customer=${bruno}`],
      [admin, `top.csv?customer=${bruno}`],
      [world.learner('ada'), 'top'],
      [world.learner('ada'), `days.csv?customer=${anna}`],
    ] as const) {
      expectProblem(await client.get(`/api/v1/search-analytics/${address}`), 403, 'forbidden');
    }
  });

  it('refuse periods that are none', async () => {
    for (const query of [
      'since=2026-02-30',
      'until=yesterday',
      'since=2026-11-22&until=2026-11-21',
      'since=2020-01-01&until=2026-01-01',
      'limit=0',
      'locale=xx',
      'form=csv',
    ]) {
      expectProblem(await world.operator.get(`/api/v1/search-analytics/top?${query}`), 400, 'bad_request');
    }
    expectProblem(await world.operator.get('/api/v1/search-analytics/nothing'), 404, 'not_found');
    expectProblem(await world.operator.get('/api/v1/search-analytics/nothing.csv'), 404, 'not_found');
  });

  it('come as CSV, in which no text is a formula', async () => {
    for (const name of ['ada', 'ben']) {
      await world.search(world.learner(name), '=1+1,"x"', { relax: 'false' });
    }
    await world.settle();
    const answer = await world.operator.get<string>(
      `/api/v1/search-analytics/top.csv?customer=${anna}&until=${world.today()}`,
    );
    expect(answer.headers.get('content-type')).to.equal('text/csv; charset=utf-8');
    const [names, row, end] = answer.body.split('\r\n');
    expect(names).to.match(/^text,searches,no_results,/);
    expect(row).to.match(/^"'=1\+1,""x""",2,2,0,2,/);
    expect(end).to.equal('');
  });

  it('are printed by a command', async () => {
    for (const name of ['ada', 'ben']) {
      await world.search(world.learner(name), 'python');
    }
    await world.settle();
    const run = (...args: string[]) =>
      runScript(world.service.stores, 'search-analytics', [...args, '--until', world.today()]);
    const shown = await run('top', '--customer', anna);
    expect(shown.code, shown.stderr).to.equal(0);
    expect(shown.stdout).to.match(/^text\s+searches.*\npython\s+2\s/);
    for (const [fault, ...args] of [
      [/say which report: top, no-results, clicks, days/, 'everything'],
      [/--since is a day such as 2026-03-01, not yesterday/, 'top', '--since', 'yesterday'],
      [/--customer is a UUID, not Anna/, 'top', '--customer', 'Anna'],
      [/Unknown option '--all'/, 'top', '--all'],
    ] as const) {
      const { code, stdout, stderr } = await run(...args);
      expect([code, stdout], args.join(' ')).to.deep.equal([2, '']);
      expect(stderr).to.match(fault);
    }
  });

  it('are of nothing where analytics are switched off', async () => {
    const { service, api, close } = await servedService({ settings: { SEARCH_ANALYTICS: 'off' } });
    try {
      const { body } = await api.get<{ query_id: string | null }>('/api/v1/search?q=python');
      expect(body.query_id).to.equal(null);
      const portal = await api.post<object>('/1/indexes/enterprise_catalog/query', { clickAnalytics: true });
      expect(portal.status).to.equal(200);
      expect(portal.body).to.not.have.property('queryID');
      const event = { query_id: 'a'.repeat(32), type: 'click', content_key: 'Find+1', position: 1 };
      expect((await api.post('/api/v1/search/events', { events: [event] })).status, 'taken, and left').to.equal(200);
      await service.analytics.flush();
      expect(await sql(service.stores, 'SELECT id FROM search_event')).to.deep.equal([]);
    } finally {
      await close();
    }
  });
});
