import { parseArgs } from 'node:util';
import { withService } from './with-service.ts';

const help = `npm run remove-content -- KEY … [--apply]

Marks content as gone: it leaves every catalog and is found no more. Content that comes again later is back.
Without --apply it only says what would happen.

  KEY       a content key: ORG+NUM, course-v1:…, or the uuid of a program or pathway
  --apply   do it

Prints a JSON summary. Exit code: 0 done, 2 some keys are unknown or gone already, 1 failed.`;

const author = { name: 'script:remove-content', requestId: null };

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { apply: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help || positionals.length === 0) {
    process.stdout.write(`${help}\n`);
    return values.help ? 0 : 1;
  }
  return withService('removing content', async (service) => {
    await service.prepare();
    const keys = [...new Set(positionals)];
    const found = await Promise.all(keys.map((key) => service.replication.find(key, { coerceToCourse: false })));
    const known = found.flatMap((item) => (item === undefined ? [] : [item.contentKey]));
    const unknown = keys.filter((_, position) => found[position] === undefined);
    const claims = values.apply ? await service.replication.remove(known, author) : [];
    const decisions = await service.inclusion.decideItems(claims);
    const pending = decisions.filter((decision) => decision?.outcome !== 'decided').length;
    process.stdout.write(`${JSON.stringify({ applied: values.apply, removed: known, unknown, pending })}\n`);
    return unknown.length > 0 ? 2 : 0;
  });
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
