import { access, constants } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Service } from '../src/compose.ts';
import type { DriftChange } from '../src/replication/port.ts';
import { importCatalogLines, importContentLines, importCustomerLines, importQueryLines } from './import/lines.ts';
import { importVia } from './import/import-via.ts';
import { importFile, type FileSummary, type LineImporter } from './import/import-file.ts';
import { Progress } from './import/progress.ts';
import { withService } from './with-service.ts';

const help = `npm run import -- [--customers F] [--content F] [--queries F] [--catalogs F] [--unknown-keys report] [--force] [--json]

Reads JSON Lines files into the service, whether it runs or not. Customers come first, then content, queries and catalogs,
in whatever order they are named. The same file again changes nothing; a run that was killed is completed by running it again.

  --content F     raw upstream documents: courses, course runs, programs, learner pathways
  --queries F     {uuid, title, content_filter}
  --catalogs F    {uuid, title, enterprise_uuid, enterprise_name, catalog_query_uuid, enabled_course_modes,
                  publish_audit_enrollment_urls}
  --customers F   {uuid, name, slug, …}
  --unknown-keys report
                  stores a filter without its entries of unknown names, tells each, and marks the query; without this
                  option such a filter is refused
  --force         writes changed filters whatever they drop; without it, one that would drop more than 80 % of over 50 members of
                  its query, or all of any, is kept as a proposal (npm run proposals)
  --json          the summary as JSON on stdout (refused lines go to stderr either way)

Exit code: 0 all in, 2 some lines refused or kept as proposals, 1 failed.`;

async function main(): Promise<number> {
  const wanted = readArguments();
  if ('exit' in wanted) {
    return wanted.exit;
  }
  for (const { file } of wanted.files) {
    // Before anything is begun: an import that ends half-way for a misspelt name helps nobody.
    await access(file, constants.R_OK);
  }
  return withService('the import', async (service) => {
    try {
      await service.prepare();
      return await importAll(service, wanted);
    } catch (error) {
      process.stderr.write('The import broke off. Run it again: what is in stays in, and the rest follows.\n');
      throw error;
    }
  });
}

interface Wanted {
  files: { kind: 'customers' | 'content' | 'queries' | 'catalogs'; file: string }[];
  json: boolean;
  unknownKeys: 'report' | undefined;
  force: boolean;
}

function readArguments(): Wanted | { exit: number } {
  const { values } = parseArgs({
    options: {
      content: { type: 'string' },
      queries: { type: 'string' },
      catalogs: { type: 'string' },
      customers: { type: 'string' },
      'unknown-keys': { type: 'string' },
      force: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const files = (['customers', 'content', 'queries', 'catalogs'] as const).flatMap((kind) => {
    const file = values[kind];
    return file === undefined ? [] : [{ kind, file }];
  });
  if (values.help || files.length === 0) {
    process[values.help ? 'stdout' : 'stderr'].write(`${help}\n`);
    return { exit: values.help ? 0 : 1 };
  }
  const unknownKeys = values['unknown-keys'];
  if (unknownKeys !== undefined && unknownKeys !== 'report') {
    process.stderr.write('--unknown-keys takes report\n');
    return { exit: 1 };
  }
  return { files, json: values.json, unknownKeys, force: values.force };
}

async function importAll(service: Service, { files, json, unknownKeys, force }: Wanted): Promise<number> {
  const drift = await service.drift.begin('import');
  const summaries: FileSummary[] = [];
  let changes: DriftChange[] = [];
  await service.runs.record('import', async (beat, runId) => {
    const importers = {
      customers: () => importCustomerLines(service),
      content: (file: string) =>
        importContentLines(service, {
          via: importVia(runId, file),
          observe: (document) => {
            drift.observe(document);
          },
        }),
      queries: () => importQueryLines(service, { unknownKeys, force }),
      catalogs: () => importCatalogLines(service),
    };
    for (const { kind, file } of files) {
      // Each importer has rows of its own kind, which `importFile` hands from its `parse` to its `write`.
      const importer: LineImporter<unknown> = importers[kind](file);
      summaries.push(
        await importFile(kind, file, importer, {
          progress: await Progress.open(kind, file),
          beat: (counts) => beat(add(total(summaries), counts)),
          told: (line, message) => process.stderr.write(`${file}:${String(line)}: ${printable(message)}\n`),
          refused: (line, reason) => process.stderr.write(`${file}:${String(line)}: ${printable(reason)}\n`),
        }),
      );
    }
    await service.inclusion.settleInherited();
    if (files.some(({ kind }) => kind === 'content')) {
      ({ changes } = await service.drift.finish({ id: runId, kind: 'import' }, drift));
    }
    const counts = total(summaries);
    return { state: isWhole(counts) ? 'done' : 'partly', counts };
  });
  const backlog = await service.inclusion.backlog();
  const pending = backlog.items + backlog.queries;
  process.stdout.write(
    json ? `${JSON.stringify({ files: summaries, pending, drift: changes })}\n` : table(summaries, pending, changes),
  );
  return summaries.every(isWhole) ? 0 : 2;
}

function isWhole({ refused, proposed }: Pick<LineCounts, 'refused' | 'proposed'>): boolean {
  return refused === 0 && proposed === 0;
}

type LineCounts = Record<'created' | 'changed' | 'unchanged' | 'proposed' | 'refused', number>;

const none: LineCounts = { created: 0, changed: 0, unchanged: 0, proposed: 0, refused: 0 };

function add(one: LineCounts, other: LineCounts): LineCounts {
  return {
    created: one.created + other.created,
    changed: one.changed + other.changed,
    unchanged: one.unchanged + other.unchanged,
    proposed: one.proposed + other.proposed,
    refused: one.refused + other.refused,
  };
}

function total(summaries: readonly FileSummary[]): LineCounts {
  return summaries.reduce(add, none);
}

/** A line's text may be quoted in the reason: it must not move a terminal's cursor, nor look like two lines. */
function printable(reason: string): string {
  return reason.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
}

function table(summaries: readonly FileSummary[], pending: number, changes: readonly DriftChange[]): string {
  const rows = summaries.map(({ kind, created, changed, unchanged, proposed, refused, seconds }) =>
    [
      kind.padEnd(10),
      ...[created, changed, unchanged, proposed, refused].map((count) => String(count).padStart(10)),
      `${seconds.toFixed(1).padStart(8)} s`,
    ].join(''),
  );
  const head = ['', 'created', 'changed', 'unchanged', 'proposed', 'refused', 'time']
    .map((name) => name.padStart(10))
    .join('');
  const open =
    pending > 0 ? `${String(pending)} rows are not decided yet; a running service decides them (npm start)\n` : '';
  return `${head}\n${rows.join('\n')}\n${open}${changes.map(tellDrift).join('')}`;
}

/** A field that is not as it was in the import before. */
function tellDrift({ content_type, field, change, from, to, now, samples }: DriftChange): string {
  const what = change === 'type' ? `is ${to ?? ''} instead of ${from ?? ''}` : `has ${change}`;
  const keys = samples.map(printable).join(', ');
  return `${content_type} ${printable(field)} ${what}, now ${(now * 100).toFixed(1)} %: ${keys}\n`;
}

/** Errors of refused connections to several addresses have no message of their own. */
function tell(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(tell).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`import: ${tell(error)}\n`);
  return 1;
});
