import { entriesOf, pointerTo, toValue, type JsonNode } from '../../kernel/json.ts';
import { keywordToken, readBoolean } from '../../replication/port.ts';
import type { ParsedFilter } from './parsed-filter.ts';
import { longestList, type Place } from './read-list.ts';
import { readRestrictedRuns } from './read-restricted-runs.ts';

export const controlKeys = [
  'include_learner_pathways',
  'enterprise_force_include_aggregation_keys',
  'restricted_runs_allowed',
];

/** Takes a control key's value into `control`: attributes of the query, not conditions. */
export function readControl(
  name: string,
  node: JsonNode,
  control: ParsedFilter['control'],
  { pointer, faults }: Place,
): void {
  if (name === 'restricted_runs_allowed') {
    control.restrictedRuns = readRestrictedRuns(node, { pointer, faults });
    return;
  }
  if (name === 'include_learner_pathways') {
    const value = readBoolean(toValue(node));
    if (value === undefined) {
      faults.push({ pointer, code: 'wrong_type', detail: `${name} is true or false` });
    } else {
      control.includeLearnerPathways = value;
    }
    return;
  }
  const entries = entriesOf(node);
  if (node.type !== 'array') {
    faults.push({ pointer, code: 'wrong_type', detail: `${name} is a list of aggregation keys` });
    return;
  }
  if (entries.length > longestList) {
    const detail = `at most ${String(longestList)} keys, these are ${String(entries.length)}`;
    faults.push({ pointer, code: 'list_too_long', detail });
    return;
  }
  const keys = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const value = toValue(entry);
    if (typeof value === 'string' && value.trim() !== '') {
      keys.add(keywordToken(value));
    } else {
      faults.push({
        pointer: pointerTo(pointer, index),
        code: 'wrong_type',
        detail: 'an aggregation key is text, such as course:ORG+NUM',
      });
    }
  }
  control.forcedAggregationKeys = [...keys].sort();
}
