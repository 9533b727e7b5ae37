import { parseArgs } from 'node:util';
import type { Proposals } from '../src/inclusion/port.ts';
import { scriptWriter } from './access/script-writer.ts';
import { withService } from './with-service.ts';

const help = `npm run proposals -- list | confirm ID … | drop ID …

Edits of filters that are kept, because they would drop more than 80 % of over 50 members of their query, or all of any.

  list        those that wait, oldest first
  confirm ID  apply this one; where its query has changed since, it is judged anew and nothing else is done
  drop ID     forget it: the filter stays as it is

Prints JSON. Exit code: 0 done, 1 failed.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  const [verb, ...ids] = positionals;
  const decides = (verb === 'confirm' || verb === 'drop') && ids.length > 0 && ids.every((id) => /^\d{1,9}$/.test(id));
  if (values.help || !(verb === 'list' || decides)) {
    process[values.help ? 'stdout' : 'stderr'].write(`${help}\n`);
    return values.help ? 0 : 1;
  }
  return withService('looking at proposals', async (service) => {
    await service.prepare();
    const { proposals } = service.inclusion;
    const answer = verb === 'list' ? await list(proposals) : await decide(proposals, verb, ids.map(Number));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    return 0;
  });
}

async function list(proposals: Proposals): Promise<unknown> {
  return (await proposals.list({ customers: 'every', after: 0, offset: 0, limit: 1_000 })).proposals;
}

async function decide(proposals: Proposals, verb: string, ids: readonly number[]): Promise<unknown> {
  const writer = scriptWriter('proposals');
  const done: Record<string, unknown> = {};
  for (const id of ids) {
    if (verb === 'confirm') {
      done[id] = (await proposals.confirm(id, writer)).written.membership;
    } else {
      await proposals.drop(id, writer);
      done[id] = 'dropped';
    }
  }
  return { [verb]: done };
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`proposals: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
