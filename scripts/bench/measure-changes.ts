import { createConnection } from 'mysql2/promise';
import { RandomStream } from '../corpus/random.ts';
import { ServiceClient, withService } from '../scratch/service.ts';
import { ChangeFloor } from './change-floor.ts';
import { ChangeRun } from './change-run.ts';
import { chooseCourses } from './choose-courses.ts';
import { openToAll, type BenchContext } from './context.ts';
import { Engine } from './engine.ts';
import { readPeakMemory } from './peak-memory.ts';
import type { Measurement } from './row.ts';

/** Changes of other courses that go before, checked but not timed: the service has just started. */
const warmUp = 20;

/**
 * Courses changed one after the other by one client, each from the request to the answer that says its memberships are
 * committed; in the main loop also that search finds it. After each, and not timed: search finds it, the database holds the memberships that the evaluator wants, and
 * the floor is measured with the same document, so that both see the same state of a noisy machine.
 */
export async function measureChanges(context: BenchContext): Promise<Measurement> {
  const { options, stores, judge, say } = context;
  const database = await createConnection({ uri: stores.addresses.databaseUrl, timezone: 'Z' });
  const engine = new Engine(stores.addresses.opensearchUrl);
  try {
    const stream = new RandomStream(options.seed, 'bench', 'changes');
    const chosen = await chooseCourses(database, judge, options.changes + warmUp, stream);
    const donors = chosen.map(({ raw }) => raw);
    const timed = chosen.slice(-options.changes);
    say(`change: ${String(timed.length)} courses, one after the other`);
    return await withService(context, openToAll, async ({ base, pid }) => {
      const client = new ServiceClient(base);
      try {
        const run = new ChangeRun(
          context,
          {
            database,
            client,
            floor: await ChangeFloor.open(engine, stores.indices, { refresh: options.suite === 'loop' }),
          },
          donors,
          stream,
        );
        for (const course of chosen) {
          await run.change(course, timed.includes(course));
        }
        return { ...run.result(), peakMemoryMb: readPeakMemory(pid) };
      } finally {
        await client.close();
      }
    });
  } finally {
    await engine.close();
    await database.end();
  }
}
