import { parseArgs } from 'node:util';
import type { Service } from '../src/compose.ts';
import { pollKinds, type PollKind } from '../src/replication/port.ts';
import { withService } from './with-service.ts';

const help = `npm run polls -- list | start changes | start full | resume ID | stop ID

Polls of upstream (UPSTREAM_URL): for what it changed since the last one, and for everything.

  list           the last hundred runs, newest first
  start KIND     changes or full: now, here; workers go on with it when this is interrupted
  resume ID      a paused run goes on: so many items were to change their status, or whether they are shown
  stop ID        a run ends where it is

Prints JSON. Exit code: 0 done, 2 nothing to do (a run of this kind is open, or there is no such run), 1 failed.`;

type Polls = NonNullable<Service['polls']>;

async function act(polls: Polls, verb: string, argument: string | undefined): Promise<number> {
  const tell = (value: object): void => {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  };
  if (verb === 'list') {
    tell(await polls.poller.list(100));
    return 0;
  }
  if (verb === 'start') {
    const isNew = await polls.poller.open(argument as PollKind, new Date());
    if (isNew) {
      await polls.poller.drain();
    }
    tell((await polls.poller.list(100)).find(({ kind }) => kind === argument) ?? {});
    return isNew ? 0 : 2;
  }
  const decided = await polls.poller.decide(Number(argument), verb as 'resume' | 'stop');
  tell({ [verb]: decided });
  return decided ? 0 : 2;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  const [verb = '', argument] = positionals;
  const isKnown =
    verb === 'list' ||
    (verb === 'start' && pollKinds.some((kind) => kind === argument)) ||
    (['resume', 'stop'].includes(verb) && /^\d{1,9}$/.test(argument ?? ''));
  if (values.help || !isKnown) {
    process.stdout.write(`${help}\n`);
    return values.help ? 0 : 1;
  }
  return withService('polling upstream', async (service) => {
    const interrupt = (): void => {
      void service.polls?.poller.stop();
    };
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
    if (service.polls === undefined) {
      throw new Error('no upstream is configured (UPSTREAM_URL)');
    }
    await service.prepare();
    return await act(service.polls, verb, argument);
  });
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`polls: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
