import { facets, orders, types, typeAttribute, type Sort } from './facets.ts';

/** Dollars, from and to; undefined where there is no bound. */
export interface PriceRange {
  from: number | undefined;
  to: number | undefined;
}

/** What is searched for: everything that the address of a page of results says. */
export interface SearchAddress {
  text: string;
  /** Uuid of the customer whose catalogs are looked through; undefined: of all that one may. */
  customer: string | undefined;
  /** Uuid of the one catalog that is looked through; undefined: all of them. */
  catalog: string | undefined;
  /** A content type; undefined: all. */
  type: string | undefined;
  chosen: Readonly<Record<string, readonly string[]>>;
  price: PriceRange;
  /** Undefined: by how well the words are met. */
  sort: Sort | undefined;
  /** From 1. */
  page: number;
}

/** Which catalogs are looked through. */
export type Catalogs = Pick<SearchAddress, 'customer' | 'catalog'>;

export interface CourseAddress {
  key: string;
  customer: string | undefined;
  /** Of its catalogs, from 1. */
  page: number;
}

/** Where one is. */
export type Place = { at: 'search'; search: SearchAddress } | { at: 'course'; course: CourseAddress };

export const anyPrice: PriceRange = { from: undefined, to: undefined };

/** Nothing chosen. What does not narrow, such as an order, is not in it. */
export const unfiltered = { catalog: undefined, type: undefined, chosen: {}, price: anyPrice, page: 1 } as const;

export const everything: SearchAddress = { text: '', customer: undefined, sort: undefined, ...unfiltered };

const coursePrefix = '/search/course/';

/** What an address stands for. What it says amiss is passed over: people edit addresses. */
export function readPlace({ pathname, search }: { pathname: string; search: string }): Place {
  const query = new URLSearchParams(search);
  const customer = query.get('customer')?.toLowerCase();
  if (pathname.startsWith(coursePrefix)) {
    const key = decoded(pathname.slice(coursePrefix.length).replace(/\/$/, ''));
    return { at: 'course', course: { key, customer, page: pageOf(query) } };
  }
  const chosen = facets.map(({ name }): [string, string[]] => [name, [...new Set(query.getAll(name))].filter(Boolean)]);
  return {
    at: 'search',
    search: {
      text: (query.get('q') ?? '').slice(0, 500),
      customer,
      catalog: query.get('catalog')?.toLowerCase(),
      type: types.find(({ type }) => type === query.get(typeAttribute))?.type,
      chosen: Object.fromEntries(chosen.filter(([, values]) => values.length > 0)),
      price: readPrice(query.get('price') ?? ''),
      sort: orders.find(({ sort }) => sort === query.get('sort'))?.sort,
      page: pageOf(query),
    },
  };
}

/** The address of a page of results. */
export function searchPath(address: SearchAddress): string {
  const { text, customer, catalog, type, chosen, price, sort, page } = address;
  const query = new URLSearchParams({
    ...(text === '' ? {} : { q: text }),
    ...(customer === undefined ? {} : { customer }),
    ...(catalog === undefined ? {} : { catalog }),
    ...(type === undefined ? {} : { [typeAttribute]: type }),
  });
  for (const { name } of facets) {
    for (const value of chosen[name] ?? []) {
      query.append(name, value);
    }
  }
  const others = {
    price: isBounded(price) ? `${String(price.from ?? '')}..${String(price.to ?? '')}` : undefined,
    sort,
    page: page > 1 ? String(page) : undefined,
  };
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined) {
      query.set(name, value);
    }
  }
  return query.size === 0 ? '/search' : `/search?${query.toString()}`;
}

/** The address of a course's page. */
export function coursePath({ key, customer, page }: CourseAddress): string {
  const query = new URLSearchParams({
    ...(customer === undefined ? {} : { customer }),
    ...(page > 1 ? { page: String(page) } : {}),
  });
  return `${coursePrefix}${encodeURIComponent(key)}${query.size === 0 ? '' : `?${query.toString()}`}`;
}

/** By how many things the results are narrowed, beside the words and the type. */
export function countChosen({ catalog, chosen, price }: SearchAddress): number {
  return Object.values(chosen).flat().length + (isBounded(price) ? 1 : 0) + (catalog === undefined ? 0 : 1);
}

export function isBounded({ from, to }: PriceRange): boolean {
  return from !== undefined || to !== undefined;
}

function readPrice(text: string): PriceRange {
  const [, from, to] = /^(\d{1,7})?\.\.(\d{1,7})?$/.exec(text) ?? [];
  return { from: from === undefined ? undefined : Number(from), to: to === undefined ? undefined : Number(to) };
}

function pageOf(query: URLSearchParams): number {
  const page = query.get('page') ?? '1';
  return /^[1-9][0-9]{0,5}$/.test(page) ? Number(page) : 1;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not what this page writes: there will be no such course.
    return text;
  }
}
