import { RefusedError, type Fault } from '../../kernel/errors.ts';
import { entriesOf, membersOf, type JsonNode } from '../../kernel/json.ts';
import type { UnknownEntry } from '../port.ts';
import { compileFilter } from './compile-filter.ts';
import { costClass, type CostClass } from './filter-cost.ts';
import { parseFilter } from './parse-filter.ts';
import { groups, type ParsedFilter } from './parsed-filter.ts';
import { controlKeys } from './read-control.ts';
import { readName } from './read-name.ts';
import { readAsUpstream, type UpstreamReading } from './upstream-lookups.ts';

/** What can be said of a filter without storing it. */
export interface FilterAudit {
  /** `FIELD OPERATOR` of each entry, in groups too; of a name that is corrected what it stands for; groups and control keys by name. */
  uses: string[];
  corrections: readonly { from: string; to: string }[];
  /** Entries of unknown names: a service that ignores them answers a wider filter than its author wrote. */
  unknown: readonly (UnknownEntry & { upstream: 'ignored' | 'understood' })[];
  /**
   * Entries that this language honours and upstream's search does not: the filter is narrower here than its answers were there. Of a
   * group only its own name, since all in it is passed over with it. Of a refused filter none: it is not here at all.
   */
  narrower: readonly { name: string; detail: string }[];
  /** What refuses the filter besides; empty where it is accepted, or would be without the unknown entries. */
  faults: readonly Fault[];
  /** Null where the filter is refused even without its unknown entries. */
  cost: CostClass | null;
}

/** @param node a `content_filter` */
export function auditFilter(node: JsonNode): FilterAudit {
  const uses = usesOf(node);
  const unknown = unknownIn(node);
  try {
    const parsed: ParsedFilter = parseFilter(node, { pointer: '', unknownKeys: 'report' });
    return {
      uses,
      corrections: parsed.corrections,
      unknown,
      narrower: narrowerIn(node),
      faults: [],
      cost: costClass(compileFilter(parsed, 0)),
    };
  } catch (error) {
    if (!(error instanceof RefusedError)) {
      throw error;
    }
    return { uses, corrections: [], unknown, narrower: [], faults: error.faults, cost: null };
  }
}

function unknownIn(node: JsonNode): FilterAudit['unknown'] {
  return membersOf(node).flatMap(({ name, value }) => {
    const read = isOwnWord(name) ? undefined : readName(name);
    if (read === undefined || read.ok) {
      return [];
    }
    const upstream = readAsUpstream(name, value) === 'understood' ? 'understood' : 'ignored';
    return [{ name, code: read.code, detail: read.detail, upstream }];
  });
}

function narrowerIn(node: JsonNode): FilterAudit['narrower'] {
  return membersOf(node).flatMap(({ name, value }) => {
    const reading = readAsUpstream(name, value);
    return reading === 'understood' || !(isOwnWord(name) || readName(name).ok) ? [] : [{ name, detail: whys[reading] }];
  });
}

const whys: Record<Exclude<UpstreamReading, 'understood'>, string> = {
  field: 'upstream has no such field, and passed it over',
  lookup: 'upstream has no such operator on this field, and passed it over',
  split: 'upstream took the value apart at "__", and left out only what has all of the parts',
};

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
