import { entriesOf, membersOf, pointerTo, toValue, type JsonNode } from '../../kernel/json.ts';
import type { ParsedFilter } from './parsed-filter.ts';
import { longestList, type Place } from './read-list.ts';

/** Characters of the longest key that content can have. */
const longestKey = 255;

/** `{course key: [run keys]}`; a course's key may begin with `course:`, as in aggregation keys. */
export function readRestrictedRuns(
  node: JsonNode,
  { pointer, faults }: Place,
): ParsedFilter['control']['restrictedRuns'] {
  if (node.type !== 'object') {
    faults.push({ pointer, code: 'wrong_type', detail: 'restricted_runs_allowed names run keys by course key' });
    return [];
  }
  const byCourse = new Map<string, Set<string>>();
  let count = 0;
  for (const { name, value } of membersOf(node)) {
    const place = { pointer: pointerTo(pointer, name), faults };
    const course = name.replace(/^course:/, '');
    if (!isKey(course)) {
      faults.push({ pointer: place.pointer, code: 'wrong_type', detail: 'this is no key that a course can have' });
    }
    const runs = readRunKeys(value, place);
    count += runs.length;
    byCourse.set(course, new Set([...(byCourse.get(course) ?? []), ...runs]));
  }
  if (count > longestList) {
    const detail = `at most ${String(longestList)} runs, these are ${String(count)}`;
    faults.push({ pointer, code: 'list_too_long', detail });
  }
  return [...byCourse.keys()].sort().map((course) => ({ course, runs: [...(byCourse.get(course) ?? [])].sort() }));
}

function readRunKeys(node: JsonNode, { pointer, faults }: Place): string[] {
  const entries = entriesOf(node);
  if (node.type !== 'array') {
    faults.push({ pointer, code: 'wrong_type', detail: 'the runs of a course are a list of their keys' });
  } else if (entries.length === 0) {
    faults.push({ pointer, code: 'empty_list', detail: 'an empty list allows nothing' });
  }
  return entries.flatMap((entry, index) => {
    const value = toValue(entry);
    if (typeof value === 'string' && isKey(value)) {
      return [value];
    }
    faults.push({
      pointer: pointerTo(pointer, index),
      code: 'wrong_type',
      detail: 'the key of a run is text, such as course-v1:ORG+NUM+RUN',
    });
    return [];
  });
}

function isKey(text: string): boolean {
  return text.trim() !== '' && text.length <= longestKey && text.isWellFormed();
}
