import { areTestsRunning } from '../test/runs.ts';
import type { Log } from './engine.ts';
import type { Layout } from './layout.ts';
import { stopProcess } from './processes.ts';
import { readRecord, removeRecord } from './records.ts';
import { readService } from './service-record.ts';

/** How long OpenSearch may take to end before it is killed. */
const graceMilliseconds = 20_000;

/** Ends an OpenSearch that compiles quickly, so that one can be started that becomes faster, unless somebody uses it. */
export function replaceQuick(layout: Layout, log: Log): Promise<void> {
  return replaceUnused(layout, log, {
    left: 'was started for tests and is in use, so it is left as it is: what lasts is slower on it',
    ended: 'was started for tests, and is started anew, so that what lasts becomes faster',
  });
}

/** Ends an OpenSearch that runs without the plugin for vectors, unless somebody uses it. */
export function replaceBare(layout: Layout, log: Log): Promise<void> {
  return replaceUnused(layout, log, {
    left: 'runs without its plugin for vectors and is in use, so it is left as it is: HYBRID needs `npm run stack -- down` first',
    ended: 'runs without its plugin for vectors, and is started anew with it',
  });
}

async function replaceUnused(layout: Layout, log: Log, told: { left: string; ended: string }): Promise<void> {
  if ((await areTestsRunning(layout.local)) || (await readService(layout.local)) !== undefined) {
    log(`opensearch: ${told.left}`);
    return;
  }
  const process = await readRecord(layout, 'opensearch');
  if (process !== undefined) {
    log(`opensearch: ${told.ended}`);
    await stopProcess(process, graceMilliseconds);
    await removeRecord(layout, 'opensearch');
  }
}
