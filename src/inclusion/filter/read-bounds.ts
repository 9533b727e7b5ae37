import type { Fault } from '../../kernel/errors.ts';
import type { JsonNode } from '../../kernel/json.ts';
import type { Field } from '../../replication/port.ts';
import { isAlwaysLater, type Moment } from './moment.ts';
import type { Bound, Condition, Span } from './parsed-filter.ts';
import { readAll, readList, withoutNulls, type Place, type Written } from './read-list.ts';
import { readDateBound, readNumberValue } from './read-value.ts';

/** What is compared with bounds. */
export type BoundOperator = 'gt' | 'gte' | 'lt' | 'lte';

/**
 * `gt`, `gte`, `lt`, `lte`: with several bounds every one holds. Of those that stay the strictest says it all; each that moves with
 * the clock is a condition of its own.
 * @returns none when `faults` got at least one more
 */
export function readBound(field: Field, operator: BoundOperator, node: JsonNode, place: Place): Condition[] {
  const { faults } = place;
  const ends = readEnds(field, withoutNulls(readList(node, place), operator, faults), faults);
  // Of a day, its first instant counts for gte and lt, its last for gt and lte.
  const fixed = ends.filter(isSpan).map(({ from, to }) => (operator === 'gte' || operator === 'lt' ? from : to));
  const stricter = operator === 'gt' || operator === 'gte' ? Math.max : Math.min;
  const strictest = fixed.length === 0 ? [] : [fixed.reduce((one, other) => stricter(one, other))];
  const bounds: Bound[] = [...strictest, ...ends.flatMap((end) => (isSpan(end) ? [] : [end]))];
  return bounds.map((bound) => ({
    kind: 'between',
    field: field.name,
    type: typeOf(field),
    bounds: { [operator]: bound },
  }));
}

/**
 * `range`: `[a, b]` or the text `a__b`, both ends included.
 * @returns none when `faults` got at least one more
 */
export function readRange(field: Field, node: JsonNode, place: Place): Condition[] {
  const { pointer, faults } = place;
  const written = endsOf(node, place);
  if (written === undefined) {
    faults.push({ pointer, code: 'wrong_range', detail: 'range takes two bounds: [a, b] or "a__b"' });
    return [];
  }
  const [low, high] = readEnds(field, withoutNulls(written, 'range', faults), faults);
  if (low === undefined || high === undefined) {
    return [];
  }
  if (isWrongWayRound(low, high)) {
    faults.push({ pointer, code: 'wrong_range', detail: 'the first bound is above the second' });
    return [];
  }
  const bounds = { gte: isSpan(low) ? low.from : low, lte: isSpan(high) ? high.to : high };
  return [{ kind: 'between', field: field.name, type: typeOf(field), bounds }];
}

/** Of a fixed bound and one that moves, either may be the later one in time. */
function isWrongWayRound(low: Span | Moment, high: Span | Moment): boolean {
  if (isSpan(low)) {
    return isSpan(high) && low.from > high.to;
  }
  return !isSpan(high) && isAlwaysLater(low, high);
}

function endsOf(node: JsonNode, place: Place): Written[] | undefined {
  if (node.type === 'array') {
    return node.entries.length === 2 ? readList(node, place) : undefined;
  }
  const ends = node.type === 'string' ? node.value.split('__') : [];
  return ends.length === 2 ? ends.map((value) => ({ value, pointer: place.pointer })) : undefined;
}

/** Numbers are spans of one value. */
function readEnds(field: Field, written: readonly Written[], faults: Fault[]): (Span | Moment)[] {
  return field.type === 'date'
    ? readAll(written, (value) => readDateBound(field, value), faults)
    : readAll(written, (value) => readNumberValue(field, value), faults).map((value) => ({ from: value, to: value }));
}

function isSpan(end: Span | Moment): end is Span {
  return 'from' in end;
}

function typeOf(field: Field): 'number' | 'date' {
  return field.type === 'date' ? 'date' : 'number';
}
