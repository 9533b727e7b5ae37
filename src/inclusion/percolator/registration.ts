import { isDeepStrictEqual } from 'node:util';
import { selectionOf, selectionVersion } from '../filter/selection.ts';
import { tokenOf } from '../queries/sights.ts';
import { digestOf } from './known-filters.ts';
import type { Registrable } from './percolator.ts';

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
export function registeredFilter({ compiled, usesText, sights }: Registrable): RegisteredFilter {
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
          digest: digestOf(compiled),
        }),
  };
}

/**
 * Whether a filter is registered so. Another version of this program may select it otherwise, or not at all: then the engine runs the whole,
 * and that alone counts.
 */
export function isRegisteredAs(found: RegisteredFilter, filter: Registrable): boolean {
  const wanted = registeredFilter(filter);
  return found.selection === selectionVersion
    ? isDeepStrictEqual(found, wanted)
    : isDeepStrictEqual(wholeOf(found), wholeOf(wanted));
}

function wholeOf({ query, uses_text, sees, sights }: RegisteredFilter): RegisteredFilter {
  return { query, uses_text, sees, sights };
}
