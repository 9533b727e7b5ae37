import { attributes, type ContentFilter, type Range } from '../content-search.ts';
import type { Clause, Literal, Term } from '../filter/filter.ts';
import { attributeOf } from '../names.ts';

const everything: ContentFilter = { all: [] };
const nothing: ContentFilter = { any: [] };

/**
 * A clause as search asks it. An attribute that the index does not have has no value: nothing is equal to it, and everything is what
 * is not.
 * @param unknown takes the names of such attributes
 */
export function contentFilter(clause: Clause, unknown: Set<string>): ContentFilter {
  const values = new Map<string, ContentFilter & { in: (string | number | boolean)[] }>();
  const parts: ContentFilter[] = [];
  for (const literal of clause) {
    const part = literalFilter(literal, unknown);
    if ('in' in part) {
      // Values of one attribute are one clause of the engine, however many they are.
      const known = values.get(part.attribute);
      if (known !== undefined) {
        known.in.push(...part.in);
        continue;
      }
      const list = { attribute: part.attribute, in: [...part.in] };
      values.set(part.attribute, list);
      parts.push(list);
    } else {
      parts.push(part);
    }
  }
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { any: parts };
}

function literalFilter({ term, negated }: Literal, unknown: Set<string>): ContentFilter {
  const filter = termFilter(term);
  if (filter === undefined) {
    unknown.add(term.attribute);
    return negated ? everything : nothing;
  }
  return negated ? { not: filter } : filter;
}

/** Undefined where the index has no such attribute, or none that is compared so. */
function termFilter(term: Term): ContentFilter | undefined {
  const attribute = attributeOf(term.attribute);
  if (attribute === undefined) {
    return undefined;
  }
  const form = attributes[attribute];
  const scale = form === 'instant' ? 1_000 : 1;
  if (term.kind === 'facet') {
    const value = form === 'keyword' ? term.value : form === 'boolean' ? booleanOf(term.value) : numberOf(term.value);
    return value === undefined ? nothing : { attribute, in: [typeof value === 'number' ? value * scale : value] };
  }
  if (form === 'keyword' || form === 'boolean') {
    return undefined;
  }
  if (term.kind === 'range') {
    return { attribute, range: { gte: term.from * scale, lte: term.to * scale } };
  }
  const number = term.number * scale;
  switch (term.comparison) {
    case '=':
      return { attribute, in: [number] };
    case '!=':
      return { not: { attribute, in: [number] } };
    default:
      return { attribute, range: { [bounds[term.comparison]]: number } };
  }
}

const bounds = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' } as const satisfies Record<string, keyof Range>;

function booleanOf(text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

function numberOf(text: string): number | undefined {
  return text.trim() === '' || !Number.isFinite(Number(text)) ? undefined : Number(text);
}
