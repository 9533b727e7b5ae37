import type { ContentItem } from '../../replication/port.ts';

/**
 * An item in the shape that clients of the v1 API read: the upstream document, with what is computed put over it.
 */
export function presentContent(item: ContentItem): object {
  const { raw, normalized } = item;
  const computed = Object.fromEntries(
    ['normalized_metadata', 'normalized_metadata_by_run']
      .filter((name) => name in normalized)
      .map((name) => [name, normalized[name]]),
  );
  return {
    ...raw,
    content_type: item.contentType,
    ...(item.contentType === 'course' ? { ...computed, active: normalized['active'] === true } : {}),
    ...(typeof raw['product_source'] === 'string'
      ? { product_source: { name: raw['product_source'], slug: null, description: null } }
      : {}),
    ...(item.contentType === 'program' ? { enrollment_url: null } : {}),
    parent_content_key: item.parentKey,
    content_last_modified: item.modifiedAt,
  };
}
