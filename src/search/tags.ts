import type { ContentOfTags, FilterScope, Inclusion } from '../inclusion/port.ts';
import { BadRequestError } from '../kernel/errors.ts';
import { askedOnce } from './asked-once.ts';
import type { Attribute } from './attributes.ts';
import type { SearchPlan } from './build-search.ts';
import { facets as usualFacets } from './facets.ts';
import type { Filter } from './filter.ts';
import { LastKnown } from './last-known.ts';
import type { SearchRequest } from './port.ts';

/**
 * Tags of academies. Documents do not hold them: a tag that a search names becomes the keys of the content that carries it, and results are
 * counted by the tags of the academies that the search is kept to. Only academies count that have a catalog among those that are searched.
 */
const tagsAttribute = 'academy_tags' satisfies Attribute;

/** Each may be of a thousand items, and the engine takes 65,536 values in a clause. */
const mostNamed = 50;
/** Each is a filter more in the search. */
const mostCounted = 100;

/** Keys and tags that are kept, of all searches that asked for some. */
const remembered = 200_000;

/** A request without tags in its filter, and what its plan knows of them. */
export type Tagged = Pick<SearchPlan, 'request' | 'tagged' | 'tags'>;

export class Tags {
  readonly #inclusion: Pick<Inclusion, 'contentOfTags'>;
  readonly #lastKnown = new LastKnown<ContentOfTags>(remembered, weightOf);

  constructor(inclusion: Pick<Inclusion, 'contentOfTags'>) {
    this.#inclusion = inclusion;
  }

  /**
   * Puts content in the place of tags, in each of these searches; what they ask for alike is read once, and nothing for those that ask for none.
   * @throws BadRequestError · UnavailableError
   */
  resolve(requests: readonly SearchRequest[]): Promise<Tagged[]> {
    const read = askedOnce((asked: TagsAsked) => this.#read(asked));
    return Promise.all(requests.map((request) => resolveOne(request, read)));
  }

  #read({ scope, titles }: TagsAsked): Promise<ContentOfTags> {
    return this.#lastKnown.read(JSON.stringify([scope, titles]), () => this.#inclusion.contentOfTags(scope, titles));
  }
}

/** Tags of a scope: these, or all. */
interface TagsAsked {
  scope: FilterScope | undefined;
  titles: readonly string[] | undefined;
}

async function resolveOne(request: SearchRequest, read: (asked: TagsAsked) => Promise<ContentOfTags>): Promise<Tagged> {
  const titles = namedTags(request);
  const isCounted =
    request.scope?.academyUuids !== undefined && (request.facets ?? usualFacets).includes(tagsAttribute);
  if (titles.length === 0 && !isCounted) {
    return { request };
  }
  const known = await read({ scope: request.scope, titles: isCounted ? undefined : titles });
  const { chosen, filter } = request;
  return {
    request: filter === undefined ? request : { ...request, filter: withContent(filter, known) },
    ...(chosen?.academy_tags === undefined ? {} : { tagged: contentOf(chosen.academy_tags, known) }),
    ...(isCounted ? { tags: new Map([...known].slice(0, mostCounted)) } : {}),
  };
}

function weightOf(tags: ContentOfTags): number {
  return [...tags.values()].reduce((sum, keys) => sum + keys.length + 1, 1);
}

/** The tags that a search names, each once. @throws BadRequestError for too many */
function namedTags({ chosen, filter }: SearchRequest): string[] {
  const titles = [...new Set([...(chosen?.academy_tags ?? []), ...(filter === undefined ? [] : tagsIn(filter))])];
  if (titles.length > mostNamed) {
    throw new BadRequestError(`a search takes at most ${String(mostNamed)} academy_tags`);
  }
  return titles.sort();
}

function tagsIn(filter: Filter): string[] {
  if ('not' in filter) {
    return tagsIn(filter.not);
  }
  const parts = 'all' in filter ? filter.all : 'any' in filter ? filter.any : undefined;
  if (parts !== undefined) {
    return parts.flatMap(tagsIn);
  }
  return 'in' in filter && filter.attribute === tagsAttribute ? filter.in.map(String) : [];
}

/** A filter in which content stands for its tags. Pure. */
function withContent(filter: Filter, known: ContentOfTags): Filter {
  if ('all' in filter) {
    return { all: filter.all.map((part) => withContent(part, known)) };
  }
  if ('any' in filter) {
    return { any: filter.any.map((part) => withContent(part, known)) };
  }
  if ('not' in filter) {
    return { not: withContent(filter.not, known) };
  }
  return 'in' in filter && filter.attribute === tagsAttribute
    ? { attribute: 'content_key', in: contentOf(filter.in.map(String), known) }
    : filter;
}

/** A tag that is not known is carried by nothing. */
function contentOf(titles: readonly string[], known: ContentOfTags): string[] {
  return [...new Set(titles.flatMap((title) => known.get(title) ?? []))];
}
