import { RefusedError, type Fault } from '../../kernel/errors.ts';
import { entriesOf, membersOf, type JsonNode } from '../../kernel/json.ts';
import type { UnknownEntry } from '../port.ts';
import { compileFilter } from './compile-filter.ts';
import { costClass, type CostClass } from './filter-cost.ts';
import { parseFilter } from './parse-filter.ts';
import { groups, type ParsedFilter } from './parsed-filter.ts';
import { controlKeys } from './read-control.ts';
import { readName } from './read-name.ts';

/** What can be said of a filter without storing it. */
export interface FilterAudit {
  /** `FIELD OPERATOR` of each entry, in groups too; of a name that is corrected what it stands for; groups and control keys by name. */
  uses: string[];
  corrections: readonly { from: string; to: string }[];
  /** Entries of unknown names: a service that ignores them answers a wider filter than its author wrote. */
  unknown: readonly UnknownEntry[];
  /** What refuses the filter besides; empty where it is accepted, or would be without the unknown entries. */
  faults: readonly Fault[];
  /** Null where the filter is refused even without its unknown entries. */
  cost: CostClass | null;
}

/** @param node a `content_filter` */
export function auditFilter(node: JsonNode): FilterAudit {
  const uses = usesOf(node);
  try {
    const parsed: ParsedFilter = parseFilter(node, { pointer: '', unknownKeys: 'report' });
    return {
      uses,
      corrections: parsed.corrections,
      unknown: parsed.unknown,
      faults: [],
      cost: costClass(compileFilter(parsed, 0)),
    };
  } catch (error) {
    if (!(error instanceof RefusedError)) {
      throw error;
    }
    return { uses, corrections: [], unknown: unknownIn(node), faults: error.faults, cost: null };
  }
}

function unknownIn(node: JsonNode): UnknownEntry[] {
  return membersOf(node).flatMap(({ name }) => {
    const read = isOwnWord(name) ? undefined : readName(name);
    return read === undefined || read.ok ? [] : [{ name, code: read.code, detail: read.detail }];
  });
}

function usesOf(node: JsonNode): string[] {
  return membersOf(node).flatMap(({ name, value }) => {
    if (groups.some((group) => group === name)) {
      return [name, ...entriesOf(value).flatMap(usesOf)];
    }
    if (isOwnWord(name)) {
      return [name];
    }
    const read = readName(name);
    return read.ok ? [`${read.field.name} ${read.operator}`] : [];
  });
}

function isOwnWord(name: string): boolean {
  return controlKeys.includes(name) || groups.some((group) => group === name);
}
