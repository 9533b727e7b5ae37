import type { Fault } from '../../kernel/errors.ts';
import type { JsonNode } from '../../kernel/json.ts';
import type { Field } from '../../replication/port.ts';
import type { Condition, Span } from './parsed-filter.ts';
import { readAll, readList, withoutNulls, type Place, type Written } from './read-list.ts';
import { readDateBound, readNumberValue } from './read-value.ts';

/** What is compared with bounds. */
export type BoundOperator = 'gt' | 'gte' | 'lt' | 'lte';

/**
 * `gt`, `gte`, `lt`, `lte`: with several bounds every one holds, so the strictest says it all.
 * @returns undefined when `faults` got at least one more
 */
export function readBound(field: Field, operator: BoundOperator, node: JsonNode, place: Place): Condition | undefined {
  const { faults } = place;
  const spans = readSpans(field, withoutNulls(readList(node, place), operator, faults), faults);
  // Of a day, its first instant counts for gte and lt, its last for gt and lte.
  const bounds = spans.map(({ from, to }) => (operator === 'gte' || operator === 'lt' ? from : to));
  const [first] = bounds;
  if (first === undefined) {
    return undefined;
  }
  const stricter = operator === 'gt' || operator === 'gte' ? Math.max : Math.min;
  const strictest = bounds.reduce((one, other) => stricter(one, other), first);
  return { kind: 'between', field: field.name, type: typeOf(field), bounds: { [operator]: strictest } };
}

/**
 * `range`: `[a, b]` or the text `a__b`, both ends included.
 * @returns undefined when `faults` got at least one more
 */
export function readRange(field: Field, node: JsonNode, place: Place): Condition | undefined {
  const { pointer, faults } = place;
  const written = endsOf(node, place);
  if (written === undefined) {
    faults.push({ pointer, code: 'wrong_range', detail: 'range takes two bounds: [a, b] or "a__b"' });
    return undefined;
  }
  const [low, high] = readSpans(field, withoutNulls(written, 'range', faults), faults);
  if (low === undefined || high === undefined) {
    return undefined;
  }
  if (low.from > high.to) {
    faults.push({ pointer, code: 'wrong_range', detail: 'the first bound is above the second' });
    return undefined;
  }
  return { kind: 'between', field: field.name, type: typeOf(field), bounds: { gte: low.from, lte: high.to } };
}

function endsOf(node: JsonNode, place: Place): Written[] | undefined {
  if (node.type === 'array') {
    return node.entries.length === 2 ? readList(node, place) : undefined;
  }
  const ends = node.type === 'string' ? node.value.split('__') : [];
  return ends.length === 2 ? ends.map((value) => ({ value, pointer: place.pointer })) : undefined;
}

/** Numbers are spans of one value. */
function readSpans(field: Field, written: readonly Written[], faults: Fault[]): Span[] {
  return field.type === 'date'
    ? readAll(written, (value) => readDateBound(field, value), faults)
    : readAll(written, (value) => readNumberValue(field, value), faults).map((value) => ({ from: value, to: value }));
}

function typeOf(field: Field): 'number' | 'date' {
  return field.type === 'date' ? 'date' : 'number';
}
