import { auditFilter } from '../../src/inclusion/port.ts';
import { longestOther, parseQueryLine } from '../import/lines.ts';
import { readLines } from '../import/read-lines.ts';

/** What a file of filters asks for. Counts are sorted, the most frequent first. */
export interface Audit {
  filters: number;
  /** Entries by operator, groups and control keys by name; those of unknown names are not counted. */
  operators: Record<string, number>;
  fields: Record<string, number>;
  /** Filters by cost class; `refused` where there is none. */
  costs: Record<string, number>;
  /** Names that are read as others. */
  corrections: number;
  /** Filters with unknown entries: whoever ignores these answers more than was asked for. `catalogs`: null where no file names them. */
  widened: {
    uuid: string;
    line: number;
    unknown: readonly { name: string; detail: string; upstream: 'ignored' | 'understood' }[];
    catalogs: string[] | null;
  }[];
  /** Filters with entries that upstream passed over and that hold here: what moves in is smaller than it was. */
  narrower: {
    uuid: string;
    line: number;
    entries: readonly { name: string; detail: string }[];
    catalogs: string[] | null;
  }[];
  refused: { uuid: string; line: number; reason: string }[];
}

/** @throws when a file cannot be read */
export async function readAudit(queries: string, catalogs: string | undefined): Promise<Audit> {
  const users = catalogs === undefined ? undefined : await readCatalogs(catalogs);
  const audit: Audit = {
    filters: 0,
    operators: {},
    fields: {},
    costs: {},
    corrections: 0,
    widened: [],
    narrower: [],
    refused: [],
  };
  let line = 0;
  for await (const read of readLines(queries, longestOther, () => undefined)) {
    line += 1;
    if ('text' in read && read.text.trim() === '') {
      continue;
    }
    const parsed = 'reason' in read ? read : parseQueryLine(read.text);
    if ('reason' in parsed) {
      audit.refused.push({ uuid: '', line, reason: parsed.reason });
      continue;
    }
    addFilter(audit, line, parsed.row, users);
  }
  return { ...audit, operators: sorted(audit.operators), fields: sorted(audit.fields), costs: sorted(audit.costs) };
}

function addFilter(
  audit: Audit,
  line: number,
  { uuid, filter }: { uuid: string; filter: { node: Parameters<typeof auditFilter>[0] } },
  users: ReadonlyMap<string, string[]> | undefined,
): void {
  const { uses, corrections, unknown, narrower, faults, cost } = auditFilter(filter.node);
  const catalogs = users === undefined ? null : (users.get(uuid.toLowerCase()) ?? []);
  audit.filters += 1;
  audit.corrections += corrections.length;
  count(audit.costs, cost ?? 'refused');
  for (const use of uses) {
    const [field = '', operator] = use.split(' ');
    count(audit.operators, operator ?? field);
    if (operator !== undefined) {
      count(audit.fields, field);
    }
  }
  if (unknown.length > 0) {
    const entries = unknown.map(({ name, detail, upstream }) => ({ name, detail, upstream }));
    audit.widened.push({ uuid, line, unknown: entries, catalogs });
  }
  if (narrower.length > 0) {
    audit.narrower.push({ uuid, line, entries: narrower, catalogs });
  }
  if (faults.length > 0) {
    const reason = faults.map(({ pointer, detail }) => `${pointer || '/'}: ${detail}`).join('; ');
    audit.refused.push({ uuid, line, reason });
  }
}

/** Catalogs by the query that they use; what is no catalog is passed over, the import tells of it. */
async function readCatalogs(file: string): Promise<Map<string, string[]>> {
  const users = new Map<string, string[]>();
  for await (const read of readLines(file, longestOther, () => undefined)) {
    const { uuid, catalog_query_uuid: query } = 'text' in read ? asObject(read.text) : {};
    if (typeof uuid === 'string' && typeof query === 'string') {
      const key = query.toLowerCase();
      users.set(key, [...(users.get(key) ?? []), uuid]);
    }
  }
  return users;
}

function asObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function sorted(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1)),
  );
}
