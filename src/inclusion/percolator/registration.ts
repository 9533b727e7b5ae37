import { isDeepStrictEqual } from 'node:util';
import { packStamp } from '../../kernel/ids.ts';
import { selectionOf, selectionVersion } from '../filter/selection.ts';
import { tokenOf } from '../queries/sights.ts';
import { digestOf } from './known-filters.ts';
import type { Registration } from './percolator.ts';

/** What a registration says beside its stamp, as the index has it (mappings/README.md). */
export interface RegisteredFilter {
  query: object;
  uses_text: boolean;
  sees: readonly string[];
  sights: readonly string[];
  /** By these the filter is selected; without them the engine runs `query`. */
  selector?: object;
  selection?: number;
  content_types?: readonly string[];
  digest?: number;
}

export const registeredMembers: readonly (keyof RegisteredFilter)[] = [
  ...(['query', 'uses_text', 'sees', 'sights'] as const),
  ...(['selector', 'selection', 'content_types', 'digest'] as const),
];

/** In `content_types` where a filter names none. */
export const anyContentType = '*';

/** What is registered of a filter. */
export function registeredFilter({ queryId, revision, compiled, usesText, sights }: Registration): RegisteredFilter {
  const selection = selectionOf(compiled);
  return {
    query: compiled,
    uses_text: usesText,
    sees: sights.map(({ contentKey }) => contentKey),
    sights: sights.map(tokenOf),
    ...(selection === undefined
      ? {}
      : {
          selector: selection.selector,
          selection: selectionVersion,
          content_types: selection.contentTypes ?? [anyContentType],
          digest: digestOf(packStamp(queryId, revision), compiled),
        }),
  };
}

/**
 * Whether a filter is registered so. A later version of this program may select it otherwise: then the engine runs the whole for this one, and that alone
 * counts. What an earlier version registered is as good, but for what it costs.
 */
export function isRegisteredAs(found: RegisteredFilter, filter: Registration): boolean {
  const wanted = registeredFilter(filter);
  return (found.selection ?? 0) > selectionVersion
    ? isDeepStrictEqual(wholeOf(found), wholeOf(wanted))
    : isDeepStrictEqual(found, wanted);
}

function wholeOf({ query, uses_text, sees, sights }: RegisteredFilter): RegisteredFilter {
  return { query, uses_text, sees, sights };
}
