import { packStamp } from '../kernel/ids.ts';
import type { DocumentParts, DocumentWrite } from './port.ts';

/**
 * The document of an item: the projection under `filter`, the search fields beside it, and `stamp`, by which a hit tells
 * which revision of which item was evaluated. Pure; `mappings/README.md` says what each field is for.
 */
export function buildDocument(parts: DocumentParts): object {
  return { ...identity(parts), tombstone: false, filter: parts.projection, ...parts.search };
}

/**
 * The same without a single search field: what is written when the engine refuses the full document, so that membership
 * never waits for a search field.
 */
export function buildBareDocument(parts: DocumentParts, reason: string): object {
  return { ...identity(parts), tombstone: false, filter: parts.projection, search_error: reason.slice(0, 1_000) };
}

/** Has no `filter`, so no query matches it. Stays until the next reindex: a late write must find the higher version. */
export function buildTombstone(write: Extract<DocumentWrite, { tombstone: unknown }>): object {
  const { contentId, contentKey, revision } = write.tombstone;
  return { content_id: contentId, content_key: contentKey, stamp: packStamp(contentId, revision), tombstone: true };
}

function identity(parts: DocumentParts): object {
  return {
    content_id: parts.contentId,
    content_key: parts.contentKey,
    content_type: parts.contentType,
    uuid: parts.uuid,
    stamp: packStamp(parts.contentId, parts.revision),
  };
}
