import type { Corpus, Entry } from './corpus.ts';

type Document = Record<string, unknown>;

/** A request for a list, as upstream reads it. */
export interface ListRequest {
  path: string;
  query: URLSearchParams;
  /** Of a search. */
  body: Document;
}

/** What is asked for: the entries of the whole list, the part of it, and how the next part is asked for. */
export interface List {
  entries: Entry[];
  offset: number;
  limit: number;
  present: (document: Document) => Document;
  next: (query: URLSearchParams) => void;
}

/** `names`: the parameter that names entries. Pathways are given as a whole, whatever is asked for, as upstream's own are. */
const lists: Readonly<Record<string, { type: string; names?: string }>> = {
  '/api/v1/courses/': { type: 'course', names: 'keys' },
  '/api/v1/programs/': { type: 'program', names: 'uuids' },
  '/api/v1/pathways/': { type: 'learnerpathway' },
};

/** @returns undefined for an address that upstream does not have */
export function findList(corpus: Corpus, { path, query, body }: ListRequest): List | undefined {
  if (path === '/api/v1/search/all/') {
    return searchAll(corpus, query, body);
  }
  const offset = count(query.get('offset'), 0);
  const limit = Math.min(count(query.get('limit'), 20), 200);
  const part = {
    offset,
    limit,
    next: (address: URLSearchParams): void => {
      address.set('offset', String(offset + limit));
    },
  };
  if (path === '/api/v1/course_review/') {
    return { ...part, entries: corpus.entries().filter(({ type }) => type === 'course'), present: review };
  }
  const list = lists[path];
  if (list === undefined) {
    return undefined;
  }
  const asked = list.names === undefined ? undefined : query.get(list.names)?.toLowerCase().split(',');
  const names = asked === undefined ? undefined : new Set(asked);
  const since = Date.parse((list.names === undefined ? null : query.get('timestamp')) ?? '');
  const entries = corpus
    .entries()
    .filter(({ type }) => type === list.type)
    .filter(({ key }) => names?.has(key.toLowerCase()) ?? true)
    .filter(({ modified }) => Number.isNaN(since) || modified >= since);
  return { ...part, entries, present: (document) => document };
}

/** Of a filter it knows the members that are asked for here; like upstream's own it passes over what it does not know. */
function searchAll(corpus: Corpus, query: URLSearchParams, body: Document): List {
  const page = Math.max(count(query.get('page'), 1), 1);
  const limit = Math.min(count(query.get('page_size'), 20), 100);
  const types = textsOf(body['content_type']);
  const asked = textsOf(body['aggregation_key']);
  const aggregationKeys = asked === undefined ? undefined : new Set(asked);
  const restrictions = textsOf(body['include_restricted']) ?? [];
  const entries = corpus
    .entries()
    .filter(({ type }) => types?.includes(type) ?? type !== 'learnerpathway')
    .filter(({ aggregationKey }) => aggregationKeys?.has(aggregationKey) ?? true)
    .filter(
      ({ type, restriction }) =>
        type !== 'courserun' || restriction === undefined || restrictions.includes(restriction),
    );
  return {
    entries,
    offset: (page - 1) * limit,
    limit,
    present: (document) => document,
    next: (address) => {
      address.set('page', String(page + 1));
    },
  };
}

function review(course: Document): Document {
  const { key, reviews_count, avg_course_rating } = course;
  return { course_key: key, reviews_count: reviews_count ?? 0, avg_course_rating: avg_course_rating ?? 0 };
}

function count(text: string | null, usual: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : usual;
}

function textsOf(value: unknown): string[] | undefined {
  return value === undefined || value === null ? undefined : [value].flat().map(String);
}
