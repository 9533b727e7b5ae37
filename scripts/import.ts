import { parseArgs } from 'node:util';
import { compose } from '../src/compose.ts';
import { loadConfig } from '../src/config.ts';
import { ConfigurationError, UnavailableError } from '../src/kernel/errors.ts';
import { importCatalogLines, importContentLines, importCustomerLines, importQueryLines } from './import/lines.ts';
import { importFile, type FileSummary } from './import/import-file.ts';
import { Progress } from './import/progress.ts';
import { silentLogger } from './import/silent-logger.ts';
import { withEngines } from './stack/with-engines.ts';

const help = `npm run import -- [--customers F] [--content F] [--queries F] [--catalogs F] [--json]

Reads JSON Lines files into the service, whether it runs or not. Customers come first, then content, queries and catalogs,
in whatever order they are named. The same file again changes nothing; a run that was killed is completed by running it again.

  --content F     raw upstream documents: courses, course runs, programs, learner pathways
  --queries F     {uuid, title, content_filter}
  --catalogs F    {uuid, title, enterprise_uuid, enterprise_name, catalog_query_uuid, enabled_course_modes,
                  publish_audit_enrollment_urls}
  --customers F   {uuid, name, slug, …}
  --json          the summary as JSON on stdout (refused lines go to stderr either way)

Exit code: 0 all in, 2 some lines refused, 1 failed.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      content: { type: 'string' },
      queries: { type: 'string' },
      catalogs: { type: 'string' },
      customers: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const files = (['customers', 'content', 'queries', 'catalogs'] as const).flatMap((kind) => {
    const file = values[kind];
    return file === undefined ? [] : [{ kind, file }];
  });
  if (values.help || files.length === 0) {
    process.stdout.write(`${help}\n`);
    return values.help ? 0 : 1;
  }

  const config = loadConfig(await withEngines('the import'));
  const service = compose({ ...config, role: 'api' }, silentLogger());
  try {
    await service.prepare();
    const importers = {
      customers: importCustomerLines(service),
      content: importContentLines(service),
      queries: importQueryLines(service),
      catalogs: importCatalogLines(service),
    };
    const summaries: FileSummary[] = [];
    await service.runs.record('import', async (beat) => {
      for (const { kind, file } of files) {
        const progress = await Progress.open(kind, file);
        summaries.push(
          await importFile(kind, file, importers[kind], {
            progress,
            beat: (counts) => beat({ ...total(summaries), ...counts }),
            refused: (line, reason) => process.stderr.write(`${file}:${String(line)}: ${reason}\n`),
          }),
        );
      }
      const counts = total(summaries);
      return { state: (counts['refused'] ?? 0) > 0 ? 'partly' : 'done', counts };
    });
    const backlog = await service.inclusion.backlog();
    const pending = backlog.items + backlog.queries;
    process.stdout.write(
      values.json ? `${JSON.stringify({ files: summaries, pending })}\n` : table(summaries, pending),
    );
    return summaries.some(({ refused }) => refused > 0) ? 2 : 0;
  } finally {
    await service.stop();
  }
}

function total(summaries: readonly FileSummary[]): Record<string, number> {
  const sum = (of: (summary: FileSummary) => number): number =>
    summaries.reduce((all, summary) => all + of(summary), 0);
  return {
    created: sum(({ created }) => created),
    changed: sum(({ changed }) => changed),
    unchanged: sum(({ unchanged }) => unchanged),
    refused: sum(({ refused }) => refused),
  };
}

function table(summaries: readonly FileSummary[], pending: number): string {
  const rows = summaries.map(({ kind, created, changed, unchanged, refused, seconds }) =>
    [
      kind.padEnd(10),
      ...[created, changed, unchanged, refused].map((count) => String(count).padStart(10)),
      `${seconds.toFixed(1).padStart(8)} s`,
    ].join(''),
  );
  const head = ['', 'created', 'changed', 'unchanged', 'refused', 'time'].map((name) => name.padStart(10)).join('');
  const open =
    pending > 0 ? `${String(pending)} rows are not decided yet; a running service decides them (npm start)\n` : '';
  return `${head}\n${rows.join('\n')}\n${open}`;
}

process.exitCode = await main().catch((error: unknown) => {
  const known =
    error instanceof ConfigurationError ||
    error instanceof UnavailableError ||
    (error as NodeJS.ErrnoException).code !== undefined;
  process.stderr.write(
    `${known ? (error as Error).message : String((error as Error).stack)}\nRun it again: what is in stays in, and the rest follows.\n`,
  );
  return 1;
});
