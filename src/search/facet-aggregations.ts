import { attributes, type Attribute } from './attributes.ts';

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
}): Record<string, object> {
  return Object.fromEntries(
    of.facets.map((facet) => {
      const others = [...of.chosen].filter(([name]) => name !== facet).map(([, clause]) => clause);
      return [
        facet,
        {
          filter: { bool: { filter: [...of.beside, ...others] } },
          aggs: { values: countOf(facet, of.size, of.pattern) },
        },
      ];
    }),
  );
}

/** How one facet is counted. */
export function countOf(facet: Attribute, size: number, pattern?: string): object {
  return isCounted(facet)
    ? { terms: { field: facet, size, ...(pattern === undefined ? {} : { include: pattern }) } }
    : { stats: { field: facet } };
}

/** Whether an attribute is counted by value; others by their least, greatest, mean and sum. */
export function isCounted(attribute: Attribute): boolean {
  return attributes[attribute] === 'keyword' || attributes[attribute] === 'boolean';
}
