import { compilerVersion, compileFilter, usesText } from '../filter/compile-filter.ts';
import { countClauses, mostClauses } from '../filter/count-clauses.ts';
import { contentFilterHash, filterFingerprint } from '../filter/filter-hash.ts';
import { wholeMinute } from '../filter/moment.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { relativeBounds } from '../filter/relative-bounds.ts';
import { RefusedError } from '../../kernel/errors.ts';
import { membersOf, sourceOf, type JsonNode } from '../../kernel/json.ts';
import type { UnknownEntry, WrittenFilter } from '../port.ts';
import type { FilterColumns } from './query-row.mysql.ts';

/** Bytes of a filter's text; a MEDIUMTEXT holds 16 MiB, and the compiled form may be longer than what was written. */
const largestFilter = 6_000_000;

/** A filter that is accepted, in the form of its row. */
export interface AcceptedFilter extends FilterColumns {
  corrections: readonly { from: string; to: string }[];
}

/** The filter's text without these entries; all others as they were written. */
function without(unknown: readonly UnknownEntry[], text: string, node: JsonNode): string {
  const names = new Set(unknown.map(({ name }) => name));
  const kept = membersOf(node).filter(({ name }) => !names.has(name));
  return `{${kept.map(({ name, value }) => `${JSON.stringify(name)}: ${sourceOf(text, value)}`).join(', ')}}`;
}

/**
 * @param moment what `now` in the filter is, down to the minute; ms since the epoch, of the database's clock
 * @throws RefusedError with every fault at once; pointers begin with `/content_filter`
 */
export function readFilter({ text, node, unknownKeys }: WrittenFilter, moment: number): AcceptedFilter {
  if (Buffer.byteLength(sourceOf(text, node)) > largestFilter) {
    const detail = `a content filter has at most ${String(largestFilter)} bytes`;
    throw new RefusedError(detail, { faults: [{ pointer: '/content_filter', code: 'too_large', detail }] });
  }
  const parsed = parseFilter(node, { pointer: '/content_filter', unknownKeys });
  const asOf = wholeMinute(moment);
  const compiled = compileFilter(parsed, asOf);
  const moving = relativeBounds(parsed.conditions);
  if (countClauses(compiled) > mostClauses) {
    const detail = `the filter asks more than ${String(mostClauses)} things at once`;
    throw new RefusedError(detail, { faults: [{ pointer: '/content_filter', code: 'too_many_conditions', detail }] });
  }
  return {
    contentFilter: parsed.unknown.length === 0 ? sourceOf(text, node) : without(parsed.unknown, text, node),
    hash: contentFilterHash(text, node),
    fingerprint: filterFingerprint(parsed),
    compiled: JSON.stringify(compiled),
    compilerVersion,
    includesPathways: parsed.control.includeLearnerPathways,
    usesText: usesText(parsed.conditions),
    moving: moving.length === 0 ? null : { asOf, bounds: JSON.stringify(moving) },
    corrections: parsed.corrections,
    unknown: parsed.unknown,
    restrictedRuns: parsed.control.restrictedRuns,
  };
}
