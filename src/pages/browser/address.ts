import { facets } from './facets.ts';

/** What is searched for: everything that the address of a page of results says. */
export interface SearchAddress {
  text: string;
  /** Uuid of the customer whose catalogs are looked through; undefined: of all that one may. */
  customer: string | undefined;
  chosen: Readonly<Record<string, readonly string[]>>;
  /** From 1. */
  page: number;
}

export interface CourseAddress {
  key: string;
  customer: string | undefined;
  /** Of its catalogs, from 1. */
  page: number;
}

/** Where one is. */
export type Place = { at: 'search'; search: SearchAddress } | { at: 'course'; course: CourseAddress };

export const everything: SearchAddress = { text: '', customer: undefined, chosen: {}, page: 1 };

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
      chosen: Object.fromEntries(chosen.filter(([, values]) => values.length > 0)),
      page: pageOf(query),
    },
  };
}

/** The address of a page of results. */
export function searchPath(search: SearchAddress): string {
  const query = searchQuery(search);
  if (search.page > 1) {
    query.set('page', String(search.page));
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

/** What the search is asked for a page of results. */
export function searchRequest(search: SearchAddress, pageSize: number): string {
  const query = searchQuery(search);
  query.set('page', String(search.page));
  query.set('page_size', String(pageSize));
  query.set('highlight', 'true');
  return `/api/v1/search?${query.toString()}`;
}

function searchQuery({ text, customer, chosen }: SearchAddress): URLSearchParams {
  const query = new URLSearchParams();
  if (text !== '') {
    query.set('q', text);
  }
  if (customer !== undefined) {
    query.set('customer', customer);
  }
  for (const { name } of facets) {
    for (const value of chosen[name] ?? []) {
      query.append(name, value);
    }
  }
  return query;
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
