import { compilerVersion, compileFilter } from '../filter/compile-filter.ts';
import { contentFilterHash, filterFingerprint } from '../filter/filter-hash.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { sourceOf } from '../../kernel/json.ts';
import type { WrittenFilter } from '../port.ts';
import type { FilterColumns } from './query-row.mysql.ts';

/** A filter that is accepted, in the form of its row. */
export interface AcceptedFilter extends FilterColumns {
  corrections: readonly { from: string; to: string }[];
}

/** @throws RefusedError with every fault at once; pointers begin with `/content_filter` */
export function readFilter({ text, node }: WrittenFilter): AcceptedFilter {
  const parsed = parseFilter(node, { pointer: '/content_filter' });
  return {
    contentFilter: sourceOf(text, node),
    hash: contentFilterHash(text, node),
    fingerprint: filterFingerprint(parsed),
    compiled: JSON.stringify(compileFilter(parsed)),
    compilerVersion,
    corrections: parsed.corrections,
  };
}
