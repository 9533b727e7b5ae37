import { access, constants } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { table } from './access/table.ts';
import { readAudit, type Audit } from './audit-filters/read-audit.ts';

const help = `npm run audit-filters -- --queries F [--catalogs F] [--json]

Says what a file of filters asks for, before anything is stored: the operators it uses, what they cost, and which catalogs upstream's
search has made wider than their authors wrote, since it passes over what it does not know. Needs no engines.

  --queries F    JSON Lines: {uuid, title, content_filter}
  --catalogs F   JSON Lines: {uuid, catalog_query_uuid, …}: the catalogs of each filter; without it they are shown as ?
  --json         everything as JSON on stdout

Two lists tell of wider catalogs. "unknown here too": entries that this service refuses as well; with unknown_keys=report it leaves them
out, and the catalogs stay as wide as they were. Where upstream understood one, that is said: left out here, the catalog becomes
wider. "widened there, narrower here": entries that upstream passed over and this service honours (aggregation_key__not,
level_type__exclude, enrollment_end__gte, groups, …): moving in, the catalogs lose what their authors had left out.

Costs: terms (answered by terms alone), verified (of each item that its terms select), words (the same, with the items' texts),
scripted (a script for a list of very many dates).

Exit code: 0 every filter is accepted and answered as it was, 2 some have unknown entries, are narrower here, or are refused, 1 failed.`;

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
  return audit.widened.length + audit.narrower.length + audit.refused.length > 0 ? 2 : 0;
}

function told({ filters, operators, fields, costs, corrections, widened, narrower, refused }: Audit): string {
  const counts = (head: string, counted: Record<string, number>): string =>
    `${table([[head, 'entries'], ...Object.entries(counted).map(([name, count]) => [name, String(count)])])}\n`;
  const sections = [
    `${String(filters)} filters, ${String(corrections)} corrected names\n\n`,
    counts('operator', operators),
    counts('field', fields),
    `${table([['cost', 'filters'], ...Object.entries(costs).map(([name, count]) => [name, String(count)])])}\n`,
  ];
  if (widened.length > 0) {
    const rows = widened.map(({ unknown, ...filter }) => ({
      ...filter,
      names: unknown.map(({ name, upstream }) => (upstream === 'ignored' ? name : `${name} (understood there)`)),
    }));
    sections.push(wider('unknown here too', rows), '\n');
  }
  if (narrower.length > 0) {
    const rows = narrower.map(({ entries, ...filter }) => ({ ...filter, names: entries.map(({ name }) => name) }));
    sections.push(wider('widened there, narrower here', rows), '\n');
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

interface Wider {
  uuid: string;
  line: number;
  catalogs: string[] | null;
  names: string[];
}

function wider(head: string, filters: readonly Wider[]): string {
  return table([
    [head, 'line', 'catalogs', 'entries'],
    ...filters.map(({ uuid, line, catalogs, names }) => [
      uuid,
      String(line),
      catalogs === null ? '?' : String(catalogs.length),
      names.map(printable).join(', '),
    ]),
  ]);
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
