import { expect } from 'chai';
import { Worker } from '../../src/inclusion/decide/worker.ts';
import type { Database } from '../../src/kernel/database.ts';
import type { Logger } from '../../src/kernel/log.ts';
import type { WorkOutcome } from '../../src/kernel/metrics.ts';
import { unrecorded, type SpanDescription, type Tracing } from '../../src/kernel/tracing.ts';
import type { ItemClaim, Replication } from '../../src/replication/port.ts';

const quiet = (): void => undefined;
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };

const claim = (contentId: number): ItemClaim => ({
  contentId,
  contentKey: `Item+${String(contentId)}`,
  contentType: 'course',
  uuid: null,
  revision: 1,
  ticket: 1,
  decided: false,
  state: 'removed',
});

/** A worker whose work list is the rounds given, one a look, and which is told what became of each claim. */
function makeWorker(rounds: ItemClaim[][], outcomes: (WorkOutcome | undefined)[]) {
  const told: string[] = [];
  const jobs: SpanDescription[] = [];
  const tracing: Tracing = {
    isRecording: false,
    traceparent: () => undefined,
    traceId: () => undefined,
    span: (describe, work) => {
      jobs.push(describe());
      return work(unrecorded);
    },
  };
  const worker = new Worker({
    // Nobody left a filter.
    database: { transaction: () => Promise.resolve([]) } as unknown as Database,
    replication: {
      refreshDue: () => Promise.resolve({ examined: 0, claims: [] }),
      claimUndecided: () => Promise.resolve(rounds.shift() ?? []),
    } as unknown as Replication,
    decideItems: (claims) =>
      Promise.resolve(
        claims.map((_, position) => {
          const outcome = outcomes[position];
          return outcome === undefined ? undefined : { outcome };
        }),
      ),
    decideQueries: () => Promise.resolve([]),
    register: () => Promise.resolve(),
    inherit: () => Promise.resolve(false),
    tend: () => Promise.resolve(),
    moveRelativeQueries: () => Promise.resolve([]),
    prepare: () => Promise.resolve(),
    listen: () => undefined,
    claimSeconds: 1,
    pollMilliseconds: 3_600_000,
    logger,
    metrics: {
      decided: ({ kind, outcome }) => {
        told.push(`${kind} ${outcome}`);
      },
    },
    tracing,
  });
  return { worker, told, jobs };
}

describe('what a worker tells of its work', () => {
  it('is what became of each claim', async () => {
    const { worker, told } = makeWorker([[1, 2, 3, 4].map(claim)], ['decided', 'superseded', 'failed', undefined]);
    await worker.drainOnce();
    expect(told).to.deep.equal(['item decided', 'item superseded', 'item failed', 'item postponed']);
  });

  it('is a job for each batch, and none for a look that finds nothing', async () => {
    const { worker, jobs } = makeWorker([[1, 2].map(claim), [], [claim(3)]], ['decided', 'decided']);
    for (let look = 0; look < 3; look += 1) {
      await worker.drainOnce();
    }
    expect(jobs.map(({ attributes }) => attributes['percolog.batch.size'])).to.deep.equal([2, 1]);
  });

  it('names all wakes whose work a batch may hold, until a look finds nothing left of it', async () => {
    const { worker, jobs } = makeWorker([[claim(1)], [claim(2)], [], [claim(3)]], ['decided']);
    worker.start();
    // Both before the first look at the list, after which the worker stops.
    worker.wake('first');
    worker.wake('second');
    await worker.stop();
    for (let look = 0; look < 3; look += 1) {
      await worker.drainOnce();
    }
    expect(jobs.map(({ links }) => links)).to.deep.equal([['first', 'second'], ['first', 'second'], []]);
  });

  it('names a bounded number of them', async () => {
    const { worker, jobs } = makeWorker([[claim(1)]], ['decided']);
    worker.start();
    for (let wake = 0; wake < 1_000; wake += 1) {
      worker.wake(String(wake));
    }
    await worker.stop();
    expect(jobs.map(({ links }) => links?.length)).to.deep.equal([32]);
  });
});
