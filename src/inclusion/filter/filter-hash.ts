import { md5, sha256 } from '../../kernel/hash.ts';
import type { JsonNode } from '../../kernel/json.ts';
import { pythonJsonDumps } from '../../kernel/python-json.ts';
import type { Condition, ParsedFilter } from './parsed-filter.ts';

/**
 * `content_filter_hash`: the md5 that clients of the old service hold, of the filter as it was received, control keys and
 * misspellings included.
 */
export function contentFilterHash(text: string, node: JsonNode): string {
  return md5(pythonJsonDumps(text, node));
}

/** sha256 of the normal form: equal for filters that mean the same in other words. */
export function filterFingerprint({ conditions, control }: ParsedFilter): string {
  return sha256(JSON.stringify([normalTexts(conditions), control]));
}

/** Conditions as texts, sorted and each once: which of several stands first means nothing, nor does saying it twice. */
function normalTexts(conditions: readonly Condition[]): string[] {
  return [...new Set(conditions.map(normalText))].sort();
}

function normalText(condition: Condition): string {
  if (condition.kind !== 'group') {
    return JSON.stringify(condition);
  }
  const filters = new Set(condition.filters.map((filter) => JSON.stringify(normalTexts(filter))));
  return JSON.stringify({ group: condition.group, filters: [...filters].sort() });
}
