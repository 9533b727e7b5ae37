import { isBounded, type Catalogs, type PriceRange, type SearchAddress } from './address.ts';
import { facets, inOrder, orders, priceAttribute, typeAttribute } from './facets.ts';

/** What InstantSearch keeps of one index, as far as this page uses it. */
export interface SearchState {
  query?: string;
  menu?: Record<string, string>;
  refinementList?: Record<string, string[]>;
  /** `FROM:TO`, either of which may be empty. */
  range?: Record<string, string>;
  sortBy?: string;
  page?: number;
}

/** @param index the name of the search index, in the usual order */
export function stateOf({ text, type, chosen, price, sort, page }: SearchAddress, index: string): SearchState {
  const lists = facets.flatMap(({ name, attribute }): [string, string[]][] => {
    const values = chosen[name] ?? [];
    return values.length === 0 ? [] : [[attribute, values.map(escaped)]];
  });
  return {
    ...(text === '' ? {} : { query: text }),
    ...(type === undefined ? {} : { menu: { [typeAttribute]: type } }),
    ...(lists.length === 0 ? {} : { refinementList: Object.fromEntries(lists) }),
    ...(isBounded(price) ? { range: { [priceAttribute]: rangeText(price) } } : {}),
    ...(sort === undefined ? {} : { sortBy: inOrder(index, sort) }),
    ...(page > 1 ? { page } : {}),
  };
}

/** @param catalogs of which InstantSearch does not know */
export function addressOf(state: SearchState, index: string, { customer, catalog }: Catalogs): SearchAddress {
  const [from, to] = (state.range?.[priceAttribute] ?? ':').split(':').map(numberOf);
  const chosen = facets.flatMap(({ name, attribute }): [string, string[]][] => {
    const values = state.refinementList?.[attribute] ?? [];
    return values.length === 0 ? [] : [[name, values.map(unescaped)]];
  });
  return {
    text: state.query ?? '',
    customer,
    catalog,
    type: state.menu?.[typeAttribute],
    chosen: Object.fromEntries(chosen),
    price: { from, to },
    sort: orders.find(({ sort }) => state.sortBy === inOrder(index, sort))?.sort,
    page: state.page ?? 1,
  };
}

function rangeText({ from, to }: PriceRange): string {
  return `${String(from ?? '')}:${String(to ?? '')}`;
}

function numberOf(text: string): number | undefined {
  return text === '' || !Number.isFinite(Number(text)) ? undefined : Number(text);
}

/** A value that begins with a minus would be one to leave out. */
function escaped(value: string): string {
  return value.replace(/^-/, '\\-');
}

function unescaped(value: string): string {
  return value.replace(/^\\-/, '-');
}
