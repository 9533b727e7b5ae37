import { access, constants } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { table } from './access/table.ts';
import { readAudit, type Audit } from './audit-filters/read-audit.ts';

const help = `npm run audit-filters -- --queries F [--catalogs F] [--json]

Says what a file of filters asks for, before anything is stored: the operators it uses, entries of unknown names, the catalogs
that a service which ignores such entries has made wider than their authors wrote, and what the filters cost. Needs no engines.

  --queries F    JSON Lines: {uuid, title, content_filter}
  --catalogs F   JSON Lines: {uuid, catalog_query_uuid, …}, to name the catalogs of each filter
  --json         everything as JSON on stdout

Costs: terms (answered by terms alone), verified (run on the items that its terms select), words (the same, with the items' texts),
scripted (a script for a list of very many dates).

Exit code: 0 every filter is accepted as it is, 2 some have unknown entries or are refused, 1 failed.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      queries: { type: 'string' },
      catalogs: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { queries, catalogs } = values;
  if (values.help || queries === undefined) {
    process[values.help ? 'stdout' : 'stderr'].write(`${help}\n`);
    return values.help ? 0 : 1;
  }
  for (const file of [queries, catalogs ?? queries]) {
    await access(file, constants.R_OK);
  }
  const audit = await readAudit(queries, catalogs);
  process.stdout.write(values.json ? `${JSON.stringify(audit)}\n` : told(audit));
  return audit.widened.length + audit.refused.length > 0 ? 2 : 0;
}

function told({ filters, operators, fields, costs, corrections, widened, refused }: Audit): string {
  const counts = (head: string, counted: Record<string, number>): string =>
    `${table([[head, 'entries'], ...Object.entries(counted).map(([name, count]) => [name, String(count)])])}\n`;
  const sections = [
    `${String(filters)} filters, ${String(corrections)} corrected names\n\n`,
    counts('operator', operators),
    counts('field', fields),
    `${table([['cost', 'filters'], ...Object.entries(costs).map(([name, count]) => [name, String(count)])])}\n`,
  ];
  if (widened.length > 0) {
    sections.push(
      table([
        ['wider than written', 'line', 'catalogs', 'unknown entries'],
        ...widened.map(({ uuid, line, catalogs, unknown }) => [
          uuid,
          String(line),
          catalogs === null ? '?' : String(catalogs.length),
          unknown.map(({ name }) => printable(name)).join(', '),
        ]),
      ]),
      '\n',
    );
  }
  if (refused.length > 0) {
    sections.push(
      table([
        ['refused', 'line', 'why'],
        ...refused.map(({ uuid, line, reason }) => [uuid, String(line), printable(reason)]),
      ]),
    );
  }
  return sections.join('');
}

/** Names come from a file: they must not move a terminal's cursor, nor fill it. */
function printable(text: string): string {
  const plain = text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain;
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`audit-filters: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
