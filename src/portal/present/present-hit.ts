import type { ContentHit } from '../content-search.ts';
import type { PortalQuery } from '../wire/portal-query.ts';
import { highlightResult, snippetResult } from './highlight.ts';
import { wordsOf } from './match.ts';

/** A hit as a record of the index that portals know, with what was found where. */
export function presentHit(hit: ContentHit, query: PortalQuery): Record<string, unknown> {
  const options = {
    words: wordsOf(query.text),
    tags: { before: query.highlightPreTag, after: query.highlightPostTag },
    isWanted: choiceOf(query.attributesToHighlight),
    isNamed: (attribute: string) => query.attributesToHighlight.includes(attribute),
    onlyMarkedValues: query.onlyMarkedValues,
  };
  const isRetrieved = choiceOf(query.attributesToRetrieve);
  const record = Object.entries(hit.document ?? {}).filter(([name]) => isRetrieved(name));
  const { attributesToSnippet, attributesToHighlight } = query;
  return {
    ...Object.fromEntries(record),
    objectID: objectIdOf(hit),
    ...(attributesToHighlight.length === 0 ? {} : { _highlightResult: highlightResult(hit, options) }),
    ...(attributesToSnippet.length === 0
      ? {}
      : { _snippetResult: snippetResult(hit, attributesToSnippet, query.snippetEllipsisText, options) }),
  };
}

/** What the record of a hit is called, also by those who tell of clicks on it. */
export function objectIdOf({ content_type, uuid, content_key }: ContentHit): string {
  return `${content_type}-${uuid ?? content_key}`;
}

/** Names, of which `partners.name` means `partners` as a whole; `*` is all, and after a `-` stands what is left out. */
function choiceOf(names: readonly string[]): (attribute: string) => boolean {
  const left = new Set(names.filter((name) => name.startsWith('-')).map((name) => name.slice(1)));
  const named = new Set(names.filter((name) => !name.startsWith('-')).map((name) => name.replace(/\..*$/s, '')));
  const isEvery = named.has('*') || (named.size === 0 && left.size > 0);
  return (attribute) => !left.has(attribute) && (isEvery || named.has(attribute));
}
