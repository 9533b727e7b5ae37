import type { Links } from '../links.ts';
import type { RandomStream } from '../random.ts';
import type { World } from '../world.ts';

/** A content_filter: JSON, as a catalog query stores it. */
export type ContentFilter = Record<string, unknown>;

/** What a family builds a filter from. */
export interface FilterContext {
  world: World;
  links: Links;
  stream: RandomStream;
  /** Which filter of its family this is, from 0. */
  ordinal: number;
}

export type BuildFilter = (context: FilterContext) => ContentFilter;

/** The types that a filter names, and for most filters the main partner. */
export function audience(context: FilterContext, types: string | readonly string[], partnerShare = 0.6): ContentFilter {
  return context.stream.chance(partnerShare) ? { content_type: types, partner: 'edx' } : { content_type: types };
}
