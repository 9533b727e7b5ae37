import { parseArgs } from 'node:util';
import type { HeldQuery, Inclusion } from '../src/inclusion/port.ts';
import { scriptWriter } from './access/script-writer.ts';
import { withService } from './with-service.ts';

/** What is read at a time. */
const page = 1_000;

const help = `npm run held -- list | show UUID | confirm UUID … | drop UUID …

Memberships that are kept back from removal, because a query would have lost most of its members within an hour though nobody asked.

  list          the queries that have some
  show UUID     each of those of this catalog query, one line of JSON for each
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
  const [shown] = verb === 'show' ? uuids : [];
  if (values.help || !(verb === 'list' || shown !== undefined || (resolves && uuids.length > 0))) {
    process.stdout.write(`${help}\n`);
    return values.help ? 0 : 1;
  }
  return withService('looking at held memberships', async (service) => {
    await service.prepare();
    if (shown !== undefined) {
      await showItems(service.inclusion, shown);
      return 0;
    }
    if (!resolves) {
      process.stdout.write(`${JSON.stringify(await listQueries(service.inclusion))}\n`);
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

async function listQueries(inclusion: Inclusion): Promise<HeldQuery[]> {
  const found: HeldQuery[] = [];
  for (;;) {
    const after = found.at(-1);
    const { queries } = await inclusion.listHeld({ customers: 'every', after, offset: 0, limit: page });
    found.push(...queries);
    if (queries.length < page) {
      return found;
    }
  }
}

async function showItems(inclusion: Inclusion, queryUuid: string): Promise<void> {
  for (let after = 0; ;) {
    const { items } = await inclusion.heldItems(queryUuid, { after, offset: 0, limit: page });
    process.stdout.write(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
    after = items.at(-1)?.id ?? after;
    if (items.length < page) {
      return;
    }
  }
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`held: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
