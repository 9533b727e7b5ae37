import { parseArgs } from 'node:util';
import { scriptWriter } from './access/script-writer.ts';
import { withService } from './with-service.ts';

const help = `npm run held -- list | confirm UUID … | drop UUID …

Memberships that are kept back from removal, because a query would have lost most of its members within an hour though nobody asked.

  list          the queries that have some
  confirm UUID  remove those of this catalog query
  drop UUID     let them stay until their item or the filter is decided again

Prints JSON. Exit code: 0 done, 1 failed.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  const [verb, ...uuids] = positionals;
  const resolves = verb === 'confirm' || verb === 'drop';
  if (values.help || !(verb === 'list' || (resolves && uuids.length > 0))) {
    process.stdout.write(`${help}\n`);
    return values.help ? 0 : 1;
  }
  return withService('looking at held memberships', async (service) => {
    await service.prepare();
    if (!resolves) {
      process.stdout.write(`${JSON.stringify(await service.inclusion.listHeld(1_000))}\n`);
      return 0;
    }
    const resolved: Record<string, number> = {};
    for (const uuid of uuids) {
      resolved[uuid] = await service.inclusion.resolveHeld(uuid, verb, scriptWriter('held'));
    }
    process.stdout.write(`${JSON.stringify({ [verb]: resolved })}\n`);
    return 0;
  });
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`held: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
