import { objectIn, textOf } from '../contract/members.ts';
import type { Normalized } from '../contract/normalized-schema.ts';
import type { RawContent } from '../contract/raw-content.ts';

/** The system that a product comes from; upstream gives its slug as text, or an object with slug and name. */
export function productSourceOf(raw: RawContent): Normalized['product_source'] {
  const written = raw['product_source'];
  const text = textOf(written);
  if (text !== undefined) {
    return { slug: text, name: null };
  }
  const source = objectIn(written);
  const [slug, name] = [textOf(source?.['slug']) ?? null, textOf(source?.['name']) ?? null];
  return slug === null && name === null ? null : { slug, name };
}
