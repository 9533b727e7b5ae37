import { parseArgs } from 'node:util';
import { withService } from './with-service.ts';

const help = `npm run prune-queries -- [--apply]

Removes the catalog queries that no catalog uses, with their memberships, versions and registrations; their history stays. Without
--apply it only names them.

Prints a JSON summary. Exit code: 0 done, 1 failed.`;

const author = { name: 'script:prune-queries', requestId: null };

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { apply: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  return withService('pruning queries', async (service) => {
    await service.prepare();
    const queries = await service.inclusion.pruneQueries({ apply: values.apply, author });
    process.stdout.write(`${JSON.stringify({ applied: values.apply, queries })}\n`);
    return 0;
  });
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`prune-queries: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
