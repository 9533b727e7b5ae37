import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { withService } from './with-service.ts';

const help = `npm run refresh -- KEY … [--leave]

Asks upstream (UPSTREAM_URL) for content, stores what changed and has it decided. A course comes with its runs. What upstream gave
once and does not have any more is removed.

  KEY       a content key: ORG+NUM, course-v1:…, or the uuid of a program or pathway
  --leave   do not wait: the workers of the service do it

Waits as long as upstream is away; Ctrl-C leaves the rest to the workers. Prints a JSON summary.
Exit code: 0 done, 2 some keys could not be had or are not there, 1 failed.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { leave: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help || positionals.length === 0) {
    process.stdout.write(`${help}\n`);
    return values.help ? 0 : 1;
  }
  return withService('refreshing content', async (service) => {
    const stop = new AbortController();
    process.once('SIGINT', () => {
      stop.abort();
      void service.refresher?.stop();
    });
    await service.prepare();
    const author = { name: 'script:refresh', requestId: null };
    let job = await service.replication.refreshContent(positionals, { source: 'script', author });
    while (!values.leave && !stop.signal.aborted && job.state === 'running') {
      await service.refresher?.drain();
      job = (await service.replication.readRefresh(job.uuid)) ?? job;
      if (job.state === 'running') {
        await pause(200);
      }
    }
    process.stdout.write(`${JSON.stringify(job)}\n`);
    if (job.state === 'failed') {
      throw new Error(job.error ?? 'failed');
    }
    return job.state === 'partly' || job.missing > 0 ? 2 : 0;
  });
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`refresh: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
