import { RefusedError, type Fault } from '../../kernel/errors.ts';
import { membersOf, pointerTo, type JsonNode } from '../../kernel/json.ts';
import type { Condition, ParsedFilter } from './parsed-filter.ts';
import { readCondition } from './read-condition.ts';
import { controlKeys, readControl } from './read-control.ts';
import { readName } from './read-name.ts';

/** So that a hostile filter costs neither time nor an endless answer. */
const mostFaults = 1000;

const groups = ['any_of', 'all_of', 'none_of'];

/**
 * Reads a content filter (docs/content-filter.md). Nothing is ever ignored: what is not understood is refused, since a
 * condition that is passed over widens a catalog.
 * @param options.pointer where the filter stands in the request, for the pointers of its faults
 * @throws RefusedError with every fault at once
 */
export function parseFilter(node: JsonNode, { pointer }: { pointer: string }): ParsedFilter {
  const faults: Fault[] = [];
  const conditions: Condition[] = [];
  const corrections: ParsedFilter['corrections'] = [];
  const control: ParsedFilter['control'] = { includeLearnerPathways: true, forcedAggregationKeys: [] };
  const seen = new Set<string>();
  const members = membersOf(node);
  if (node.type !== 'object') {
    faults.push({ pointer, code: 'wrong_type', detail: 'a content filter is an object' });
  } else if (members.every(({ name }) => controlKeys.includes(name))) {
    faults.push({
      pointer,
      code: 'empty_filter',
      detail: 'a filter without a condition would take in everything; {"content_type": ["course", …]} says so openly',
    });
  }
  for (const { name, value } of members) {
    if (faults.length > mostFaults) {
      break;
    }
    const place = { pointer: pointerTo(pointer, name), faults };
    if (seen.has(name)) {
      faults.push({ pointer: place.pointer, code: 'duplicate_member', detail: `${name} stands here twice` });
      continue;
    }
    seen.add(name);
    if (controlKeys.includes(name)) {
      readControl(name, value, control, place);
      continue;
    }
    if (groups.includes(name)) {
      faults.push({ pointer: place.pointer, code: 'not_supported_yet', detail: 'groups cannot be used yet' });
      continue;
    }
    const read = readName(name);
    if (!read.ok) {
      const { code, detail, suggestions } = read;
      faults.push({ pointer: place.pointer, code, detail, ...(suggestions.length > 0 ? { suggestions } : {}) });
      continue;
    }
    if (read.correction !== undefined) {
      corrections.push(read.correction);
    }
    const condition = readCondition(read.field, read.operator, value, place);
    if (condition !== undefined) {
      conditions.push(condition);
    }
  }
  if (faults.length > mostFaults) {
    const detail = `more than ${String(mostFaults)} faults; the others are left out`;
    faults.splice(mostFaults, Infinity, { pointer, code: 'too_many_faults', detail });
  }
  if (faults.length > 0) {
    const count = faults.length === 1 ? 'a fault' : `${String(faults.length)} faults`;
    throw new RefusedError(`the content filter has ${count}: ${faults[0]?.detail ?? ''}`, { faults });
  }
  return { conditions, control, corrections };
}
