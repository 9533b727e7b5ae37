import { parseArgs } from 'node:util';
import type { ReconcileReport } from '../src/inclusion/port.ts';
import { withService } from './with-service.ts';

const help = `npm run reconcile -- [--apply] [--query UUID] [--sample PERCENT]

Compares what is stored with a fresh evaluation: documents of items, registrations of filters, memberships, and what programs and
pathways inherit. Without --apply it only says what is wrong; with it, that is decided anew.

  --apply           repair
  --query UUID      only this catalog query: its registration and its members
  --sample PERCENT  look at this share of items and queries, drawn at random

The run is in sync_run. Prints a JSON summary. Exit code: 0 nothing is wrong, or all is repaired; 2 something is; 1 failed.`;

function wanted(): { apply: boolean; queryUuid?: string; samplePercent?: number } | 'help' {
  const { values } = parseArgs({
    options: {
      apply: { type: 'boolean', default: false },
      query: { type: 'string' },
      sample: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    return 'help';
  }
  const samplePercent = values.sample === undefined ? undefined : Number(values.sample);
  if (samplePercent !== undefined && !(samplePercent > 0 && samplePercent <= 100)) {
    throw new Error('--sample is a share above 0 and up to 100, per cent');
  }
  return {
    apply: values.apply,
    ...(values.query === undefined ? {} : { queryUuid: values.query }),
    ...(samplePercent === undefined ? {} : { samplePercent }),
  };
}

function tell({ items, queries, total }: ReconcileReport): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r${String(items)} items, ${String(queries)} queries looked at, ${String(total)} wrong `);
  }
}

async function main(): Promise<number> {
  const options = wanted();
  if (options === 'help') {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  return withService('reconciling', async (service) => {
    await service.prepare();
    const report = await service.reconcile({ ...options, progress: tell });
    // What was revised is decided here and now; a running worker takes its part.
    while (options.apply && (await service.worker.drainOnce())) {
      // until nothing is left
    }
    const { items, queries } = await service.inclusion.backlog();
    process.stderr.write(process.stderr.isTTY ? '\n' : '');
    process.stdout.write(`${JSON.stringify({ ...report, pending: items + queries })}\n`);
    return report.total > 0 && !options.apply ? 2 : 0;
  });
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`reconcile: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
