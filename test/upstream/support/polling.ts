import { expect } from 'chai';
import type { PollKind, PollRun, SyncRun } from '../../../src/replication/port.ts';
import type { Poller } from '../../../src/replication/upstream/poll/poller.ts';
import { eventually, sql } from '../../support/service.ts';
import type { UpstreamWorld } from './world.ts';

export interface Polling {
  poller: Poller;
  open: (kind: PollKind) => Promise<void>;
  /** Opens a run and works on it until it has ended, or waits for somebody. */
  poll: (kind: PollKind) => Promise<PollRun>;
  /** Works on the run that is open until it has ended, or waits for somebody. */
  finish: () => Promise<PollRun>;
  last: () => Promise<PollRun>;
  /** What the record of jobs says of polls, the latest first. */
  records: () => Promise<SyncRun[]>;
  /** What is stored, decided and there, sorted. */
  storedKeys: () => Promise<string[]>;
}

/** Polls of a service, one tick of the clock after the other. */
export function pollingOf({ service }: UpstreamWorld): Polling {
  let tick = Date.parse('2026-11-21T10:00:00Z');
  const { polls } = service;
  if (polls === undefined) {
    throw new Error('no upstream is configured');
  }
  const { poller } = polls;
  const last = async (): Promise<PollRun> => {
    const [newest] = await poller.list(1);
    if (newest === undefined) {
      throw new Error('there is no run');
    }
    return newest;
  };
  const open = async (kind: PollKind): Promise<void> => {
    tick += 60_000;
    expect(await poller.open(kind, new Date(tick))).to.equal(true);
  };
  const finish = async (): Promise<PollRun> => {
    await eventually('the run has ended', async () => {
      await poller.drain();
      return (await last()).state !== 'open';
    });
    return last();
  };
  return {
    poller,
    open,
    finish,
    last,
    poll: async (kind) => {
      await open(kind);
      return finish();
    },
    records: async () => (await service.runs.list({ offset: 0, limit: 100 })).runs,
    storedKeys: async () => {
      const rows = await sql<{ content_key: string }>(
        service.stores,
        'SELECT content_key FROM content WHERE deleted_at IS NULL AND undecided IS NULL',
      );
      return rows.map(({ content_key }) => content_key).sort();
    },
  };
}
