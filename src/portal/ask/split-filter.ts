import { BadRequestError } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import { locales, type CatalogScope, type ContentFilter, type Locale } from '../content-search.ts';
import type { Clause, Filter } from '../filter/filter.ts';
import { localeAttribute, scopeMembers } from '../names.ts';
import { contentFilter } from './content-filter.ts';

/** A filter, parted into what is resolved before the index is asked, and what the index is asked. */
export interface SplitFilter {
  /** Undefined: no clause says which catalogs. A member that is an empty list is no catalog. */
  scope: CatalogScope | undefined;
  /** Undefined: none of the languages that there are. */
  locale: Locale | undefined;
  filter: ContentFilter;
  /** Attributes that the index does not have, as they were written. */
  unknown: readonly string[];
}

/**
 * Parts a filter. Clauses about catalogs narrow each other: those of one kind to what all of them name, those of several kinds to
 * catalogs of which all hold.
 * @throws BadRequestError for such a clause that is negated, or has alternatives of another kind
 */
export function splitFilter(filter: Filter): SplitFilter {
  const scope: { -readonly [Member in keyof CatalogScope]: readonly string[] } = {};
  const rest: ContentFilter[] = [];
  const unknown = new Set<string>();
  let languages: readonly string[] = locales;
  for (const clause of filter) {
    const special = specialAttribute(clause);
    const member = special === undefined ? undefined : scopeMembers.get(special);
    if (member !== undefined) {
      const named = valuesOf(clause).flatMap((value) =>
        member === 'queryTitles' ? [value] : isUuid(value) ? [value.toLowerCase()] : [],
      );
      const before = scope[member];
      scope[member] = [...new Set(before === undefined ? named : named.filter((value) => before.includes(value)))];
    } else if (special === localeAttribute) {
      const named = valuesOf(clause);
      const [first] = clause;
      languages = languages.filter((language) => named.includes(language) !== (first?.negated === true));
    } else {
      rest.push(contentFilter(clause, unknown));
    }
  }
  return {
    scope: Object.keys(scope).length === 0 ? undefined : scope,
    locale: locales.find((locale) => languages.includes(locale)),
    filter: { all: rest },
    unknown: [...unknown],
  };
}

/**
 * The attribute about catalogs or languages that a clause is of; undefined when it is of none.
 * @throws BadRequestError when it is not of that alone
 */
function specialAttribute(clause: Clause): string | undefined {
  const special = clause
    .map(({ term }) => term.attribute)
    .find((name) => scopeMembers.has(name) || name === localeAttribute);
  if (special === undefined) {
    return undefined;
  }
  const isWhole = clause.every(({ term }) => term.kind === 'facet' && term.attribute === special);
  if (!isWhole) {
    throw new BadRequestError(`${special} can only be an alternative of itself, and is compared with values`);
  }
  // Everything but one catalog would be what other customers have.
  const isNegated = clause.some(({ negated }) => negated);
  if (isNegated && (special !== localeAttribute || clause.length > 1)) {
    throw new BadRequestError(`${special} cannot be negated`);
  }
  return special;
}

function valuesOf(clause: Clause): string[] {
  return clause.flatMap(({ term }) => (term.kind === 'facet' ? [term.value] : []));
}
