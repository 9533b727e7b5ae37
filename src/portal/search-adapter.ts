import { BadRequestError, NotFoundError } from '../kernel/errors.ts';
import type { Inclusion } from '../inclusion/port.ts';
import {
  facets,
  type Facet,
  type FacetChoice,
  type Search,
  type SearchHit,
  type SearchRequest,
} from '../search/port.ts';
import type {
  CatalogScope,
  ContentFilter,
  ContentHit,
  ContentRequest,
  ContentResult,
  ContentSearch,
  FacetValue,
  FacetValuesRequest,
} from './content-search.ts';
import { escapeHtml } from './present/marks.ts';

/** Content types that a search shows. */
const shownTypes = ['course', 'program', 'learnerpathway'];
const pageOfCatalogs = 1_000;
/** What the port counts of each facet. */
const countedValues = 100;

/**
 * What the protocol needs, as far as the port of search has it: values of its facets, all catalogs of some customers or one catalog.
 * Whatever else is asked for is refused, and the message names it.
 */
export class SearchPortAdapter implements ContentSearch {
  readonly #search: Pick<Search, 'search'>;
  readonly #inclusion: Pick<Inclusion, 'listCatalogs'>;

  constructor(deps: { search: Pick<Search, 'search'>; inclusion: Pick<Inclusion, 'listCatalogs'> }) {
    this.#search = deps.search;
    this.#inclusion = deps.inclusion;
  }

  searchAll(requests: readonly ContentRequest[]): Promise<ContentResult[]> {
    return Promise.all(requests.map((request) => this.#one(request)));
  }

  async facetValues({ facet, value, limit, ...within }: FacetValuesRequest): Promise<FacetValue[]> {
    if (!isFacet(facet)) {
      throw new BadRequestError(`${facet} is not supported yet as a facet`);
    }
    const request = { ...within, page: 1, pageSize: 0, facets: [facet], valuesPerFacet: countedValues };
    const counts = (await this.#one(request)).facets[facet] ?? {};
    const begun = new RegExp(
      String.raw`(?<![\p{L}\p{N}])` + value.replaceAll(/[^\p{L}\p{N}]/gu, String.raw`\$&`),
      'iu',
    );
    return Object.entries(counts)
      .filter(([name]) => begun.test(name))
      .slice(0, limit)
      .map(([name, count]) => ({ value: name, highlighted: markOf(name, value === '' ? undefined : begun), count }));
  }

  async #one({ scope, text, filter, page, pageSize, highlight }: ContentRequest): Promise<ContentResult> {
    const chosen: FacetChoice = {};
    if (filter !== undefined && !choose(filter, chosen)) {
      return { count: 0, hits: [], facets: {}, stats: {} };
    }
    const within = scope === undefined ? undefined : await this.#scope(scope);
    const result = await this.#search.search({
      text,
      page,
      pageSize,
      facets: chosen,
      highlight: highlight !== undefined,
      ...(within === undefined ? {} : { scope: within }),
    });
    return {
      count: result.count,
      hits: result.hits.map(hitOf),
      facets: Object.fromEntries(facets.map((facet) => [facet, kept(result.facets[facet] ?? {}, chosen[facet])])),
      stats: {},
    };
  }

  /** @throws NotFoundError where it is no catalog */
  async #scope({ enterpriseUuids, ...conditions }: CatalogScope): Promise<NonNullable<SearchRequest['scope']>> {
    const { catalogUuids, queryUuids, queryTitles } = conditions;
    if (enterpriseUuids !== undefined && Object.keys(conditions).length === 0) {
      return { enterpriseUuids };
    }
    const found: string[] = [];
    let all = 0;
    const customers = enterpriseUuids === undefined ? 'every' : new Set(enterpriseUuids);
    for (let after = 0, more = true; more;) {
      const { catalogs } = await this.#inclusion.listCatalogs({ customers, after, offset: 0, limit: pageOfCatalogs });
      all += catalogs.length;
      for (const { uuid, queryUuid, queryTitle } of catalogs) {
        const holds =
          catalogUuids?.includes(uuid) !== false &&
          queryUuids?.includes(queryUuid) !== false &&
          queryTitles?.includes(queryTitle ?? '') !== false;
        if (holds) {
          found.push(uuid);
        }
      }
      after = catalogs.at(-1)?.id ?? 0;
      more = catalogs.length === pageOfCatalogs;
    }
    const [only, ...others] = found;
    if (only === undefined) {
      throw new NotFoundError('there is no such catalog');
    }
    // Portals name all queries of their customer with each search.
    if (enterpriseUuids !== undefined && found.length === all) {
      return { enterpriseUuids };
    }
    if (others.length > 0) {
      throw new BadRequestError('searching in several catalogs, but not in all of a customer, is not supported yet');
    }
    return { catalogUuid: only };
  }
}

/** Adds what a filter chooses. @returns whether anything can match @throws BadRequestError for what is no choice of facets */
function choose(filter: ContentFilter, chosen: FacetChoice): boolean {
  if ('all' in filter) {
    return filter.all.every((part) => choose(part, chosen));
  }
  if ('any' in filter && filter.any.length === 0) {
    return false;
  }
  const isTypeOut = 'not' in filter && 'in' in filter.not && filter.not.attribute === 'content_type';
  const choice = isTypeOut
    ? { attribute: 'content_type', in: shownTypes.filter((type) => !inList(filter.not, type)) }
    : filter;
  if (!('in' in choice) || !isFacet(choice.attribute)) {
    const name = 'attribute' in choice ? choice.attribute : 'alternatives of several attributes, or what is negated,';
    throw new BadRequestError(`${name} cannot be filtered by yet`);
  }
  const values = choice.in.map(String);
  const before = chosen[choice.attribute];
  const both = before === undefined ? values : before.filter((value) => values.includes(value));
  chosen[choice.attribute] = both;
  return both.length > 0;
}

function inList(filter: ContentFilter, value: string): boolean {
  return 'in' in filter && filter.in.includes(value);
}

function isFacet(name: string): name is Facet {
  return (facets as readonly string[]).includes(name);
}

/** The port counts a facet as if nothing of it was chosen. */
function kept(counts: Readonly<Record<string, number>>, chosen: readonly string[] | undefined): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([value]) => chosen === undefined || chosen.includes(value)));
}

function hitOf({ highlights, ...hit }: SearchHit): ContentHit {
  const { partners, content_key: key, price, ...same } = hit;
  return {
    content_key: key,
    content_type: hit.content_type,
    uuid: hit.uuid,
    ...(highlights === undefined ? {} : { highlights }),
    document: {
      ...same,
      key,
      aggregation_key: `${hit.content_type}:${key}`,
      partners: partners.map((name) => ({ name })),
      first_enrollable_paid_seat_price: price,
    },
  };
}

function markOf(name: string, begun: RegExp | undefined): string {
  const at = begun === undefined ? -1 : name.search(begun);
  if (begun === undefined || at === -1) {
    return escapeHtml(name);
  }
  const length = begun.exec(name)?.[0].length ?? 0;
  return `${escapeHtml(name.slice(0, at))}<mark>${escapeHtml(name.slice(at, at + length))}</mark>${escapeHtml(name.slice(at + length))}`;
}
