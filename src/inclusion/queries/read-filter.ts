import { compilerVersion, compileFilter, usesText } from '../filter/compile-filter.ts';
import { countClauses, mostClauses } from '../filter/count-clauses.ts';
import { contentFilterHash, filterFingerprint } from '../filter/filter-hash.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { RefusedError } from '../../kernel/errors.ts';
import { sourceOf } from '../../kernel/json.ts';
import type { WrittenFilter } from '../port.ts';
import type { FilterColumns } from './query-row.mysql.ts';

/** Bytes of a filter's text; a MEDIUMTEXT holds 16 MiB, and the compiled form may be longer than what was written. */
const largestFilter = 6_000_000;

/** A filter that is accepted, in the form of its row. */
export interface AcceptedFilter extends FilterColumns {
  corrections: readonly { from: string; to: string }[];
}

/** @throws RefusedError with every fault at once; pointers begin with `/content_filter` */
export function readFilter({ text, node }: WrittenFilter): AcceptedFilter {
  if (Buffer.byteLength(sourceOf(text, node)) > largestFilter) {
    const detail = `a content filter has at most ${String(largestFilter)} bytes`;
    throw new RefusedError(detail, { faults: [{ pointer: '/content_filter', code: 'too_large', detail }] });
  }
  const parsed = parseFilter(node, { pointer: '/content_filter' });
  const compiled = compileFilter(parsed);
  if (countClauses(compiled) > mostClauses) {
    const detail = `the filter asks more than ${String(mostClauses)} things at once`;
    throw new RefusedError(detail, { faults: [{ pointer: '/content_filter', code: 'too_many_conditions', detail }] });
  }
  return {
    contentFilter: sourceOf(text, node),
    hash: contentFilterHash(text, node),
    fingerprint: filterFingerprint(parsed),
    compiled: JSON.stringify(compiled),
    compilerVersion,
    includesPathways: parsed.control.includeLearnerPathways,
    usesText: usesText(parsed.conditions),
    corrections: parsed.corrections,
  };
}
