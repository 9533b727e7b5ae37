import type { DocumentWrite } from '../../content-index/port.ts';
import type { ItemClaim } from '../port.ts';

/** What the content index is to have of an item. */
export function documentOf(item: ItemClaim): DocumentWrite {
  const { contentId, contentKey, contentType, uuid, revision, ticket, state } = item;
  return state === 'removed'
    ? { ticket, tombstone: { contentId, contentKey, revision } }
    : {
        ticket,
        parts: {
          contentId,
          contentKey,
          contentType,
          uuid,
          revision,
          projection: state.projection,
          search: state.search,
        },
      };
}
