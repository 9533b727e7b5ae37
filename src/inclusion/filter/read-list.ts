import type { Fault } from '../../kernel/errors.ts';
import { entriesOf, pointerTo, toValue, type JsonNode } from '../../kernel/json.ts';
import type { ReadValue } from './read-value.ts';

/** Where something stands, and where its faults go. */
export interface Place {
  pointer: string;
  faults: Fault[];
}

/** One value of an entry with its place. */
export interface Written {
  value: unknown;
  pointer: string;
}

export const longestList = 10_000;

/** A scalar is a list of one. Lists in lists and objects are refused and left out. */
export function readList(node: JsonNode, { pointer, faults }: Place): Written[] {
  const isList = node.type === 'array';
  const nodes = isList ? entriesOf(node) : [node];
  if (nodes.length === 0) {
    faults.push({ pointer, code: 'empty_list', detail: 'an empty list asks for nothing' });
  }
  if (nodes.length > longestList) {
    const detail = `at most ${String(longestList)} values, these are ${String(nodes.length)}`;
    faults.push({ pointer, code: 'list_too_long', detail });
    return [];
  }
  return nodes.flatMap((entry, index) => {
    const place = isList ? pointerTo(pointer, index) : pointer;
    if (entry.type === 'array' || entry.type === 'object') {
      const detail = entry.type === 'array' ? 'a list cannot stand in a list' : 'an object cannot be a value';
      faults.push({ pointer: place, code: 'wrong_type', detail });
      return [];
    }
    return [{ value: toValue(entry), pointer: place }];
  });
}

/** What can be read; each of the others becomes a fault. */
export function readAll<T>(written: readonly Written[], read: (value: unknown) => ReadValue<T>, faults: Fault[]): T[] {
  return written.flatMap(({ value, pointer }) => {
    const result: ReadValue<T> = isBlank(value) ? blank : read(value);
    if ('value' in result) {
      return [result.value];
    }
    const { code, detail, suggestions = [] } = result;
    faults.push({ pointer, code, detail, ...(suggestions.length > 0 ? { suggestions } : {}) });
    return [];
  });
}

/** Null becomes a fault: `operator` has no use for it. */
export function withoutNulls(written: readonly Written[], operator: string, faults: Fault[]): Written[] {
  return written.filter(({ value, pointer }) => {
    if (value === null) {
      faults.push({ pointer, code: 'null_not_allowed', detail: `${operator} takes no null` });
    }
    return value !== null;
  });
}

const blank = { code: 'empty_value', detail: 'an empty text asks for nothing; null asks for items without a value' };

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}
