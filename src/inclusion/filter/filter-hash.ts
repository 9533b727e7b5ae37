import { md5, sha256 } from '../../kernel/hash.ts';
import type { JsonNode } from '../../kernel/json.ts';
import { pythonJsonDumps } from '../../kernel/python-json.ts';
import type { ParsedFilter } from './parsed-filter.ts';

/**
 * `content_filter_hash`: the md5 that clients of the old service hold, of the filter as it was received, control keys and
 * misspellings included.
 */
export function contentFilterHash(text: string, node: JsonNode): string {
  return md5(pythonJsonDumps(text, node));
}

/** sha256 of the normal form: equal for filters that mean the same in other words. */
export function filterFingerprint({ conditions, control }: ParsedFilter): string {
  const distinct = new Set(conditions.map((condition) => JSON.stringify(condition)));
  const normal = JSON.stringify([[...distinct].sort(), control]);
  return sha256(normal);
}
