import type { ContentOfTags } from '../inclusion/port.ts';
import { attributes, type Attribute } from './attributes.ts';
import { countParts } from './count-parts.ts';

/**
 * How results are counted: each facet without its own choice, so that the other values it could have stay in sight, and with all the others. Pure.
 * @param of.beside what results must be like beside the choice
 */
export function facetAggregations(of: {
  facets: readonly Attribute[];
  chosen: ReadonlyMap<string, object>;
  beside: readonly object[];
  size: number;
  /** A regular expression of the engine that values must match. */
  pattern?: string;
  /** The tags that are counted; without, or where there are none, that facet is left out. */
  tags?: ContentOfTags;
}): Record<string, object> {
  return Object.fromEntries(
    of.facets.flatMap((facet): [string, object][] => {
      const values = countOf(facet, of);
      if (values === undefined) {
        return [];
      }
      const others = [...of.chosen].filter(([name]) => name !== facet).map(([, clause]) => clause);
      return [[facet, { filter: { bool: { filter: [...of.beside, ...others] } }, aggs: { values } }]];
    }),
  );
}

/** How one facet is counted; undefined for tags where there are none. */
export function countOf(
  facet: Attribute,
  { size, pattern, tags }: { size: number; pattern?: string; tags?: ContentOfTags | undefined },
): object | undefined {
  if (facet === 'academy_tags') {
    const parts = [...(tags ?? [])].map(([title, keys]) => [title, { terms: { content_key: keys } }] as const);
    return parts.length === 0 ? undefined : countParts(new Map(parts));
  }
  return isCounted(facet)
    ? { terms: { field: facet, size, ...(pattern === undefined ? {} : { include: pattern }) } }
    : { stats: { field: facet } };
}

/** Whether an attribute is counted by value; others by their least, greatest, mean and sum. */
export function isCounted(attribute: Attribute): boolean {
  return attributes[attribute] === 'keyword' || attributes[attribute] === 'boolean';
}
