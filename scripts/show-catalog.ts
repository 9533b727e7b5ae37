import { parseArgs } from 'node:util';
import { withService } from './with-service.ts';

const help = `npm run show-catalog -- UUID

Says what a catalog is: its customer and filter, whether that is decided and registered, its members by type of content, direct and
inherited, and those that are held back from removal. Every item of it: the view v_catalog_content.

Prints JSON. Exit code: 0 done, 1 failed, such as for an unknown catalog.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  const [uuid, ...others] = positionals;
  if (values.help || uuid === undefined || others.length > 0) {
    process.stdout.write(`${help}\n`);
    return values.help ? 0 : 1;
  }
  return withService('showing a catalog', async (service) => {
    await service.prepare();
    const catalog = await service.inclusion.readCatalog(uuid);
    const state = await service.inclusion.describeCatalog(uuid);
    process.stdout.write(`${JSON.stringify({ catalog, ...state }, null, 2)}\n`);
    return 0;
  });
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`show-catalog: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
