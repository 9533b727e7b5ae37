import { parseArgs } from 'node:util';
import { withService } from './with-service.ts';

const help = `npm run show-content -- KEY …

Says when an item came last, from where, and what that changed: each way by which it came, the document in force, its latest changes, and
what broke the contract since. Removed items too.

  KEY   a content key, or a uuid

Prints JSON, one object a line. Exit code: 0 done, 2 some keys are unknown, 1 failed.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help || positionals.length === 0) {
    process.stdout.write(`${help}\n`);
    return values.help ? 0 : 1;
  }
  return withService('showing content', async (service) => {
    await service.prepare();
    let unknown = 0;
    for (const key of positionals) {
      const history = await service.replication.contentHistory(key);
      unknown += history === undefined ? 1 : 0;
      process.stdout.write(`${JSON.stringify(history ?? { contentKey: key, unknown: true })}\n`);
    }
    return unknown > 0 ? 2 : 0;
  });
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`show-content: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
