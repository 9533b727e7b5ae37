import { expect } from 'chai';
import type { ContentHistory, PollRun, StoreResult } from '../../src/replication/port.ts';
import { course, program, run } from '../support/documents.ts';
import { eventually, makeService, sql } from '../support/service.ts';
import { author } from '../support/writers.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

const at = (hour: number): { modified: string } => ({ modified: `2026-11-20T${String(hour)}:00:00Z` });

describe('what is known of where an item comes from', function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let tick = Date.parse('2026-11-21T10:00:00Z');

  before(async () => {
    world = await makeUpstreamWorld([
      course('H+1', { level_type: 'Advanced' }),
      run('H+1', 'R', { seats: [] }),
      program('H program', { courses: [] }),
    ]);
  });
  after(() => world.close());

  const historyOf = async (key: string): Promise<ContentHistory> => {
    const history = await world.service.replication.contentHistory(key);
    if (history === undefined) {
      throw new Error(`nothing is known of ${key}`);
    }
    return history;
  };
  const poll = async (kind: 'full' | 'changes'): Promise<PollRun> => {
    const poller = world.service.polls?.poller;
    tick += 60_000;
    expect(await poller?.open(kind, new Date(tick))).to.equal(true);
    await eventually('the run has ended', async () => {
      await poller?.drain();
      return (await poller?.list(1))?.[0]?.state !== 'open';
    });
    const [last] = (await poller?.list(1)) ?? [];
    if (last === undefined) {
      throw new Error('there is no run');
    }
    return last;
  };
  const titled = (key: string, title: string, more: object = {}): Record<string, unknown> => ({
    ...course(key, { title }),
    ...more,
  });
  const store = (document: object, source: 'api' | 'upstream' | 'import' = 'upstream'): Promise<StoreResult> =>
    world.service.replication.store([document], { author, source });
  const titleOf = async (key: string): Promise<unknown> =>
    (await world.service.replication.find(key, { coerceToCourse: false }))?.raw['title'];

  it('tells of each way when it came last, with which run, and what that did', async () => {
    const first = await poll('full');
    for (const key of ['H+1', 'course-v1:H+1+R', program('H program').uuid]) {
      const { heard, changes, inForce } = await historyOf(key);
      expect(heard.map(({ source, via, outcome }) => [source, via, outcome])).to.deep.equal([
        ['upstream', `poll-full/${String(first.id)}`, 'created'],
      ]);
      expect(changes.map(({ kind, source, revision, fields }) => [kind, source, revision, fields])).to.deep.equal([
        ['stored', 'upstream', 1, null],
      ]);
      expect(inForce).to.include({ source: 'upstream' });
    }
    const before = await historyOf('H+1');
    const second = await poll('full');
    const unchanged = await historyOf('H+1');
    expect(unchanged.heard[0]).to.include({ via: `poll-full/${String(second.id)}`, outcome: 'unchanged' });
    expect(unchanged.heard[0]?.at.getTime()).to.be.greaterThan(before.heard[0]?.at.getTime() ?? Infinity);
    expect(unchanged.changes).to.deep.equal(before.changes);
    expect(unchanged.inForce).to.deep.equal(before.inForce);

    world.corpus.put(course('H+1', { level_type: 'Introductory', subtitle: 'x' }));
    const job = await world.refresh(['H+1']);
    const raw = (await world.service.replication.find('H+1', { coerceToCourse: false }))?.raw;
    await store({ ...raw, subtitle: undefined }, 'api');
    const { heard, changes, revision, decided, inForce } = await historyOf('H+1');
    expect(heard.map(({ source, via, outcome }) => [source, via, outcome])).to.deep.equal([
      ['api', null, 'changed'],
      ['upstream', `refresh/${job.uuid}`, 'changed'],
    ]);
    expect(changes.map(({ source, fields }) => [source, fields])).to.deep.equal([
      ['api', ['subtitle']],
      ['upstream', ['level_type', 'subtitle']],
      ['upstream', null],
    ]);
    expect([changes[0]?.revision, inForce.source]).to.deep.equal([revision, 'api']);
    expect(decided).to.equal(revision === 2);
  });

  it('writes nothing of the content of a poll in which nothing changed', async () => {
    await poll('full');
    const rows = (): Promise<unknown[]> =>
      sql(world.service.stores, 'SELECT * FROM content JOIN content_body ON content_id = id ORDER BY id');
    const changes = (): Promise<unknown[]> => sql(world.service.stores, 'SELECT * FROM content_change');
    const before = [await rows(), (await changes()).length];
    await poll('full');
    expect([await rows(), (await changes()).length]).to.deep.equal(before);
  });

  it('tells of what is gone, of what broke the contract since, and of nothing that never was', async () => {
    await store(course('H+2'), 'import');
    await store(course('H+2', { course_runs: 'two' }));
    const { quarantined, heard } = await historyOf('H+2');
    expect(quarantined?.id).to.be.a('number');
    expect(heard.map(({ source }) => source)).to.deep.equal(['import']);
    await world.service.replication.remove(['H+2'], author);
    const gone = await historyOf(String(course('H+2')['uuid']).toUpperCase());
    expect(gone.removedAt).to.be.instanceOf(Date);
    expect(gone.changes.map(({ kind }) => kind)).to.deep.equal(['removed', 'stored']);
    expect(await world.service.replication.contentHistory('H+No')).to.equal(undefined);
  });

  describe('an answer of upstream that comes late', () => {
    it('does not overwrite a newer one, and is counted', async () => {
      expect((await store(titled('L+1', 'new', at(12)))).older).to.deep.equal([]);
      world.corpus.put(titled('L+1', 'old', at(11)));
      const job = await world.refresh(['L+1']);
      expect(job).to.deep.include({ state: 'done', fetched: 1, changed: 0, older: 1 });
      expect(job.problems[0]).to.include({ contentKey: 'L+1', outcome: 'older' });
      expect(await titleOf('L+1')).to.equal('new');
      expect((await historyOf('L+1')).heard[0]).to.include({ outcome: 'older', via: `refresh/${job.uuid}` });
      expect((await poll('full')).counts).to.deep.include({ older: 1, changed: 0 });
      expect((await world.service.metrics.render()).body).to.match(/^upstream_late_documents_total 2$/m);
    });

    it('is taken when it is newer, of the same moment, or of none', async () => {
      await store(titled('L+2', 'one', at(11)));
      for (const [title, modified] of [
        ['two', at(12)],
        ['three', at(12)],
        ['four', {}],
        ['five', at(10)],
      ] as const) {
        expect((await store(titled('L+2', title, modified))).older, title).to.deep.equal([]);
        expect(await titleOf('L+2')).to.equal(title);
      }
      // A part of a millisecond proves nothing.
      await store(titled('L+2', 'six', { modified: '2026-11-20T10:00:00.000900Z' }));
      expect((await store(titled('L+2', 'seven', { modified: '2026-11-20T10:00:00.000100Z' }))).older).to.be.empty;
    });

    it('is late when it was asked for before the one that is there, of the same moment or of none', async () => {
      const ask = async (title: string, askedAt: Date, modified: object = at(12)): Promise<string[]> => {
        const documents = [titled('L+5', title, modified)];
        return (await world.service.replication.store(documents, { author, source: 'upstream', askedAt })).older;
      };
      const [earlier, now, later] = [10_000, 20_000, 30_000].map((after) => new Date(Date.UTC(2026, 10, 20) + after));
      if (earlier === undefined || now === undefined || later === undefined) {
        expect.fail('three moments');
      }
      expect(await ask('two', now)).to.deep.equal([]);
      expect(await ask('one', earlier), 'of the same moment').to.deep.equal(['L+5']);
      expect(await ask('one', earlier, {}), 'of none').to.deep.equal(['L+5']);
      expect(await titleOf('L+5')).to.equal('two');
      expect(await ask('newer by its own word', earlier, at(13))).to.deep.equal([]);
      expect(await ask('three', later, at(13))).to.deep.equal([]);
      expect(await ask('as late', later, at(13)), 'of one and the same request').to.deep.equal([]);
      expect((await store(titled('L+5', 'of nobody knows when', at(13)))).older).to.deep.equal([]);
      expect(await ask('four', earlier, at(13)), 'after one of nobody knows when').to.deep.equal([]);
    });

    it('is judged by what upstream gave, not by what came another way, nor by what is gone', async () => {
      await store(titled('L+3', 'new', at(12)));
      expect((await store(titled('L+3', 'by hand', at(9)), 'api')).older).to.deep.equal([]);
      expect(await titleOf('L+3')).to.equal('by hand');
      expect((await store(titled('L+3', 'from the future', at(23)), 'api')).older).to.deep.equal([]);
      expect((await store(titled('L+3', 'upstream', at(12)))).older).to.deep.equal([]);
      expect(await titleOf('L+3')).to.equal('upstream');
      await world.service.replication.remove(['L+3'], author, { source: 'upstream' });
      expect((await store(titled('L+3', 'restored', at(10)))).older).to.deep.equal([]);
      expect(await titleOf('L+3')).to.equal('restored');
    });

    it('takes nothing out of quarantine, and nothing in it overwrites a newer one', async () => {
      const { replication } = world.service;
      await store(titled('L+4', 'good', at(12)));
      await store(titled('L+4', 'bad', { ...at(11), course_runs: 1 }));
      expect((await store(titled('L+4', 'older', at(10)))).older).to.deep.equal(['L+4']);
      const { quarantined } = await historyOf('L+4');
      const lenient = await makeService({
        stores: world.service.stores,
        contract: (document) => ({ ok: true, raw: document as never }),
      });
      const { entries } = await lenient.replication.retryQuarantined({ ids: [quarantined?.id ?? 0] }, author);
      expect(entries.map(({ outcome }) => outcome)).to.deep.equal(['superseded']);
      expect([await titleOf('L+4'), await replication.readQuarantined(quarantined?.id ?? 0)]).to.deep.equal([
        'good',
        undefined,
      ]);
      await lenient.stop();
    });

    it('loses against a newer one whoever of two writers is first', async () => {
      const other = await makeService({ stores: world.service.stores });
      for (let round = 0; round < 15; round += 1) {
        const key = `L+two+${String(round)}`;
        const [older, newer] = [titled(key, 'older', at(10)), titled(key, 'newer', at(11))];
        if (round % 3 > 0) {
          await store(titled(key, 'first', at(round % 3 === 1 ? 9 : 10)));
        }
        await Promise.all([
          other.replication.store([round % 2 === 0 ? older : newer], { author, source: 'upstream' }),
          store(round % 2 === 0 ? newer : older),
        ]);
        expect(await titleOf(key), key).to.equal('newer');
      }
      await other.stop();
    });
  });
});
