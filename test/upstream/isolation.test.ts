import { expect } from 'chai';
import { RandomStream } from '../../scripts/corpus/random.ts';
import type { FaultSettings } from '../../scripts/upstream/faults.ts';
import type { PollKind, PollRun } from '../../src/replication/port.ts';
import { OutageWorld, soon } from '../outages/world.ts';
import { course, run } from '../support/documents.ts';
import { eventually, sql } from '../support/service.ts';
import { openStandIn, type StandInWorld } from './support/world.ts';

/** About half of the requests go wrong, in one way or another, and some of the documents. */
const halfBroken: FaultSettings = {
  errors: 0.2,
  html: 0.1,
  truncated: 0.1,
  throttled: 0.1,
  expired: 0.1,
  duplicate: 0.1,
  shifting: 0.1,
  changing: 0.1,
  wrong_types: 0.03,
  missing_fields: 0.03,
};

/** How long what goes on by itself may take to come to its end, seconds. */
const patience = 40;

/**
 * What is broken holds up nothing but itself: while upstream fails, an engine is away or slow, or all of it at once, inclusion and search
 * answer, and are right. When it is over, exactly what upstream has is stored, and in its catalogs.
 */
describe('isolation: replication, inclusion and search', function () {
  this.timeout(120_000);
  const courses = Array.from({ length: 110 }, (_, index) =>
    course(`Iso+${String(index)}`, {
      level_type: index % 3 === 0 ? 'Advanced' : 'Introductory',
      status: 'published',
      reviews_count: index,
      avg_course_rating: 4,
    }),
  );
  const runs = courses.slice(0, 30).map(({ key }) => run(key, '2026', { seats: [] }));
  let upstream: StandInWorld;
  let world: OutageWorld;
  let tick = Date.parse('2026-11-21T10:00:00Z');

  before(async () => {
    const random = new RandomStream(1, 'isolation');
    upstream = await openStandIn([...courses, ...runs], { random: () => random.unit(), retryAfterSeconds: 0 });
    world = await OutageWorld.open({
      ...upstream.settings,
      // Nothing is late here but what is made so, also on a machine with other work.
      OPENSEARCH_TIMEOUT_MILLISECONDS: '6000',
      DATABASE_TIMEOUT_MILLISECONDS: '6000',
      CLAIM_SECONDS: '6',
    });
  });
  afterEach(async () => {
    upstream.faults.set({});
    await world.proxies.mysql.restore();
    await world.proxies.opensearch.restore();
  });
  after(async () => {
    await world.close();
    await upstream.close();
  });

  it('half of upstream is broken', async () => {
    upstream.faults.set(halfBroken);
    await open('full');
    await answering({ search: true }, isWellUnderWay());
    expect(Object.keys(upstream.faults.report().happened)).to.have.length.greaterThan(4);
    await world.expectStored(course('Own+1', { level_type: 'Advanced' }));
    expect(await world.contains('Own+1')).to.equal(true);
    await expectReplicated();
  });

  it('OpenSearch is away: content comes in, and is decided when it is back', async () => {
    change(courses.slice(0, 12), { level_type: 'Advanced', title: 'Another title' });
    await world.proxies.opensearch.takeAway('cut');
    await open('changes');
    await answering({ search: false }, hasEnded);
    expect(await last()).to.deep.include({ state: 'done', error: null });
    const { items } = await world.service.inclusion.backlog();
    expect(items, 'nothing could be decided').to.equal(12);
    await world.proxies.opensearch.restore();
    await expectReplicated();
    expect(await world.contains('Iso+1')).to.equal(true);
  });

  it('the database is slow', async () => {
    change(courses.slice(12, 24), { title: 'A third title' });
    world.proxies.mysql.slow(15);
    await open('changes');
    await answering({ search: true }, hasEnded);
    expect(await last()).to.deep.include({ state: 'done', error: null });
    await world.proxies.mysql.restore();
    await expectReplicated();
  });

  it('all of it at once, and items vanish', async () => {
    change(courses.slice(40, 60), { level_type: 'Introductory' });
    courses.slice(60, 63).forEach(({ key }) => upstream.corpus.remove(key));
    upstream.faults.set(halfBroken);
    world.proxies.mysql.slow(5);
    await world.proxies.opensearch.takeAway('cut');
    await open('full');
    await answering({ search: false }, isWellUnderWay());
    await world.proxies.mysql.restore();
    await world.proxies.opensearch.restore();
    await expectReplicated();
  });

  function polls() {
    const { poller } = world.service.polls ?? {};
    if (poller === undefined) {
      throw new Error('no upstream is configured');
    }
    return poller;
  }

  /** The worker goes on with it. */
  async function open(kind: PollKind): Promise<void> {
    tick += 60_000;
    expect(await polls().open(kind, new Date(tick))).to.equal(true);
  }

  async function last(): Promise<PollRun | undefined> {
    return (await polls().list(1))[0];
  }

  async function hasEnded(): Promise<boolean> {
    return (await last())?.state !== 'open';
  }

  /** Upstream has been asked often enough for most faults to have happened, or there is no more to ask. */
  function isWellUnderWay(): () => Promise<boolean> {
    const before = upstream.standIn.asked;
    return async () => upstream.standIn.asked >= before + 40 || (await hasEnded());
  }

  function change(some: readonly Record<string, unknown>[], members: Record<string, unknown>): void {
    some.forEach((document) => {
      upstream.corpus.put({ ...document, ...members });
    });
  }

  /** Asks until then for what nobody changes: it is answered soon, and right. */
  async function answering({ search }: { search: boolean }, until: () => Promise<boolean>): Promise<void> {
    await eventually('what goes on meanwhile', async () => {
      expect(await soon('contains', world.contains('Out+1'))).to.equal(true);
      expect(await soon('contains', world.contains('Out+2'))).to.equal(false);
      if (search) {
        const { status, body } = await soon('search', world.search(`q=weaving&catalog=${world.catalog}`));
        expect(status, JSON.stringify(body)).to.equal(200);
        expect(body.results.map(({ content_key }) => content_key)).to.deep.equal(['Out+1']);
      }
      return until();
    });
  }

  /** With nothing broken any more, a poll of everything leaves exactly what upstream has. */
  async function expectReplicated(): Promise<void> {
    upstream.faults.set({});
    await eventually('what was open has ended', hasEnded, patience);
    await open('full');
    await eventually('the poll has ended', hasEnded, patience);
    expect(await last()).to.deep.include({ state: 'done', error: null });
    await eventually(
      'what vanished was asked for',
      async () => {
        const rows = await sql(world.stores, `SELECT 1 FROM refresh_job WHERE state = 'running'`);
        return rows.length === 0;
      },
      patience,
    );
    await world.expectCaughtUp();
    const rows = await sql<{ content_key: string; raw: string }>(
      world.stores,
      `SELECT content_key, raw FROM content JOIN content_body ON content_id = id
       WHERE upstream_seen = 1 AND deleted_at IS NULL`,
    );
    const there = await Promise.all(upstream.corpus.entries().map((entry) => upstream.corpus.read(entry)));
    expect(
      Object.fromEntries(rows.map(({ content_key, raw }) => [content_key, JSON.parse(raw) as unknown])),
    ).to.deep.equal(Object.fromEntries(there.map((document) => [String(document['key']), document])));
    expect(await sql(world.stores, 'SELECT content_key FROM quarantine WHERE content_key IS NOT NULL')).to.deep.equal(
      [],
    );
  }
});
