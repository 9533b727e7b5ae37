import type { ChangesScope } from '../port.ts';

/** What the feed of a scope is called in its tokens. */
export function feedName(scope: ChangesScope): string {
  return scope === 'all'
    ? 'all'
    : 'catalogUuid' in scope
      ? `catalog:${scope.catalogUuid.toLowerCase()}`
      : `customer:${scope.enterpriseUuid.toLowerCase()}`;
}
