import type { Static } from 'typebox';
import type { ContentItem } from '../../replication/port.ts';
import type { ContentSchema } from '../schemas/content.ts';

/**
 * An item in the shape that clients of the v1 API read: the upstream document, with what is computed put over it.
 */
export function presentContent(item: ContentItem): Static<typeof ContentSchema> {
  const { raw } = item;
  return {
    ...raw,
    content_type: item.contentType as Static<typeof ContentSchema>['content_type'],
    ...(item.contentType === 'course' ? computedOfCourse(item.normalized) : {}),
    ...(typeof raw['product_source'] === 'string'
      ? { product_source: { name: raw['product_source'], slug: null, description: null } }
      : {}),
    ...(item.contentType === 'program' ? { enrollment_url: null } : {}),
    parent_content_key: item.parentKey,
    content_last_modified: item.modifiedAt.toISOString(),
  };
}

function computedOfCourse(normalized: ContentItem['normalized']): Record<string, unknown> & { active: boolean } {
  const computed = Object.fromEntries(
    ['normalized_metadata', 'normalized_metadata_by_run']
      .filter((name) => name in normalized)
      .map((name) => [name, normalized[name]]),
  );
  return { ...computed, active: normalized['active'] === true };
}

/** As plain text; empty when there is none. */
export function titleOf({ normalized }: ContentItem): string {
  const title = normalized['title'];
  return typeof title === 'string' ? title : '';
}
