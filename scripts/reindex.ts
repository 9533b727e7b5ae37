import { parseArgs } from 'node:util';
import { rebuildDefaults, type RebuildOptions } from '../src/kernel/rebuild/models.ts';
import { rebuiltIndices, type RebuiltIndex } from '../src/kernel/rebuild/port.ts';
import { RebuildBar } from './reindex/rebuild-bar.ts';
import { withService } from './with-service.ts';

const help = `npm run reindex -- [--index NAME] [--dry-run | --resume | --rollback] [--keep N] [--sample N]

Builds an index anew while the service uses it, by this program's definition of it, and puts it in the place of the old one. Before that
the two are compared; a difference stops it, and is told. Both are written until the old one is dropped.

  --index NAME          content: the items, unless told otherwise · catalog-queries: the registered filters
  --dry-run             only say what is there
  --resume              go on with a rebuild that was killed, or stopped by a difference that is mended
  --rollback            go back to the index from before; abandons a rebuild that is not swapped yet
  --keep N              indices from before that stay, ${String(rebuildDefaults.keep)} unless told otherwise; 0: one cannot go back
  --sample N            items that both are compared by, ${String(rebuildDefaults.sample)} unless told otherwise
  --accept-differences  swap although the two answer differently; of catalog-queries every filter is then decided anew

The run is in sync_run. Prints a JSON summary. Exit code: 0 done; 2 stopped by a difference; 1 failed, or another process is at it.`;

/** A whole number from 0. */
function count(name: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(value) || value < 0) {
    throw new Error(`--${name} is a whole number from 0`);
  }
  return value;
}

function wanted(): (Omit<RebuildOptions, 'progress'> & { index: RebuiltIndex }) | 'help' {
  const { values } = parseArgs({
    options: {
      index: { type: 'string', default: 'content' },
      'dry-run': { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      rollback: { type: 'boolean', default: false },
      keep: { type: 'string' },
      sample: { type: 'string' },
      'accept-differences': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    return 'help';
  }
  const index = rebuiltIndices.find((name) => name === values.index);
  if (index === undefined) {
    throw new Error(`--index says which index: ${rebuiltIndices.join(' or ')}`);
  }
  const ways = [
    ...(values['dry-run'] ? ['plan' as const] : []),
    ...(values.resume ? ['resume' as const] : []),
    ...(values.rollback ? ['back' as const] : []),
  ];
  if (ways.length > 1) {
    throw new Error('only one of --dry-run, --resume and --rollback');
  }
  return {
    index,
    how: ways[0] ?? 'build',
    keep: count('keep', values.keep, rebuildDefaults.keep),
    sample: count('sample', values.sample, rebuildDefaults.sample),
    acceptDifferences: values['accept-differences'],
  };
}

async function main(): Promise<number> {
  const given = wanted();
  if (given === 'help') {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const { index, ...options } = given;
  return withService('rebuilding an index', async (service) => {
    const bar = new RebuildBar(process.stderr, index);
    try {
      await service.prepare();
      const report = await (index === 'content' ? service.reindexContent : service.reindex)({
        ...options,
        progress: (so) => {
          bar.update(so);
        },
      });
      bar.stop();
      process.stdout.write(`${JSON.stringify(report)}\n`);
      return report.outcome === 'stopped' ? 2 : 0;
    } finally {
      bar.stop();
    }
  });
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`reindex: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
