import { expect } from 'chai';
import type { ContentHistory, StoreResult } from '../../src/replication/port.ts';
import { course } from '../support/documents.ts';
import { eventually, makeService, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';
import { makeUpstreamWorld, type UpstreamWorld } from './support/world.ts';

/** Two processes ask upstream; the answer that one of them waits for was read before the item went, and comes after. */
describe('an answer of upstream that comes after it said that the item is gone', function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let other: TestService;

  before(async () => {
    world = await makeUpstreamWorld(
      ['Key', 'Poll', 'Said', 'Bad'].map((name) => course(`${name}+1`)),
      { UPSTREAM_TIMEOUT_MILLISECONDS: '50000' },
    );
    other = await makeService({ stores: world.service.stores });
    await world.refresh(['Key+1', 'Poll+1', 'Said+1', 'Bad+1']);
  });
  after(async () => {
    await other.stop();
    await world.close();
  });

  const isThere = async (key: string): Promise<boolean> =>
    (await world.service.replication.find(key, { coerceToCourse: false })) !== undefined;
  const historyOf = async (key: string): Promise<ContentHistory> => {
    const history = await world.service.replication.contentHistory(key);
    if (history === undefined) {
      throw new Error(`nothing is known of ${key}`);
    }
    return history;
  };
  /** The next answer with this item is read at upstream, and held there. */
  const hold = (key: string): { held: () => Promise<void>; letGo: () => void } => {
    const gate = Promise.withResolvers<undefined>();
    const read = world.corpus.read.bind(world.corpus);
    let isHeld = false;
    world.corpus.read = async (entry) => {
      const document = await read(entry);
      if (entry.key === key && !isHeld) {
        isHeld = true;
        await gate.promise;
      }
      return document;
    };
    return {
      held: () => eventually(`upstream has read ${key}`, () => Promise.resolve(isHeld)),
      letGo: () => {
        world.corpus.read = read;
        gate.resolve(undefined);
      },
    };
  };
  const removeUpstream = async (key: string): Promise<void> => {
    world.corpus.remove(key);
    expect(await world.refresh([key], 'script')).to.deep.include({ state: 'done', removed: 1 });
    expect(await isThere(key)).to.equal(false);
  };

  it('does not bring it back when it was asked for by key; what is asked for later does', async () => {
    const answer = hold('Key+1');
    const job = await world.service.replication.refreshContent(['Key+1'], { source: 'route', author });
    const late = other.refresher?.drain();
    await answer.held();
    await removeUpstream('Key+1');
    answer.letGo();
    await late;
    expect(await isThere('Key+1')).to.equal(false);
    const ended = await world.finish(job.uuid);
    expect(ended).to.deep.include({ state: 'done', fetched: 1, changed: 0, older: 1 });
    expect(ended.problems[0]).to.include({ contentKey: 'Key+1', outcome: 'older' });
    const { heard, changes } = await historyOf('Key+1');
    expect(heard[0]).to.include({ outcome: 'older', via: `refresh/${job.uuid}` });
    expect(changes.map(({ kind }) => kind)).to.deep.equal(['removed', 'stored']);

    world.corpus.put(course('Key+1'));
    expect(await world.refresh(['Key+1'])).to.deep.include({ changed: 1, older: 0 });
    expect(await isThere('Key+1')).to.equal(true);
  });

  it('does not bring it back with a page of a poll; the next poll does, where upstream has it again', async () => {
    const poll = async (on: TestService, tick: string): Promise<Readonly<Record<string, number>> | undefined> => {
      // A full one reads the ratings of all courses first.
      expect(await on.polls?.poller.open('changes', new Date(tick))).to.equal(true);
      await on.polls?.poller.drain();
      const [run] = (await on.polls?.poller.list(1)) ?? [];
      expect(run?.state).to.equal('done');
      return run?.counts;
    };
    const answer = hold('Poll+1');
    const late = poll(other, '2026-11-21T10:00:00Z');
    await answer.held();
    await removeUpstream('Poll+1');
    answer.letGo();
    expect(await late).to.deep.include({ older: 1, changed: 0 });
    expect(await isThere('Poll+1')).to.equal(false);

    world.corpus.put(course('Poll+1'));
    expect(await poll(world.service, '2026-11-21T10:01:00Z')).to.deep.include({ older: 0, changed: 1 });
    expect(await isThere('Poll+1')).to.equal(true);
  });

  it('is judged by the moment at which it was asked for, and only where it comes from upstream', async () => {
    const { replication } = world.service;
    const asOf = new Date('2026-11-21T10:00:00.000Z');
    const store = (source: 'upstream' | 'api' | 'import', askedAt?: string): Promise<StoreResult> =>
      replication.store([course('Said+1')], {
        ...{ author, source },
        askedAt: askedAt === undefined ? undefined : new Date(askedAt),
      });
    await replication.remove(['Said+1'], author, { source: 'upstream', asOf });
    expect((await historyOf('Said+1')).removedAt).to.deep.equal(asOf);
    for (const before of ['2026-11-21T09:59:00Z', '2026-11-21T10:00:00Z']) {
      expect((await store('upstream', before)).older, before).to.deep.equal(['Said+1']);
      expect(await isThere('Said+1'), before).to.equal(false);
    }
    expect((await store('upstream', '2026-11-21T10:00:00.001Z')).older).to.deep.equal([]);
    expect(await isThere('Said+1')).to.equal(true);
    for (const source of ['api', 'import'] as const) {
      await replication.remove(['Said+1'], author);
      expect((await store(source, '2026-11-21T09:00:00Z')).older).to.deep.equal([]);
      expect(await isThere('Said+1'), source).to.equal(true);
    }
    await replication.remove(['Said+1'], author);
    expect((await store('upstream', asOf.toISOString())).older, 'whoever removed it').to.deep.equal(['Said+1']);
  });

  it('does not bring it back out of quarantine either', async () => {
    await world.service.replication.store([course('Bad+1', { course_runs: 1 })], { author, source: 'upstream' });
    const { quarantined } = await historyOf('Bad+1');
    await removeUpstream('Bad+1');
    const lenient = await makeService({
      stores: world.service.stores,
      contract: (document) => ({ ok: true, raw: document as never }),
    });
    const { entries } = await lenient.replication.retryQuarantined({ ids: [quarantined?.id ?? 0] }, author);
    await lenient.stop();
    expect(entries.map(({ outcome }) => outcome)).to.deep.equal(['superseded']);
    expect(await isThere('Bad+1')).to.equal(false);
  });
});
