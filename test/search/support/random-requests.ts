import fc from 'fast-check';

/** One request of somebody who tries. */
export interface RandomRequest {
  method: 'GET' | 'POST';
  path: string;
  body?: object;
  /** In the portal's protocol, with a search key. */
  portal?: true;
}

/** What requests can name. */
interface Names {
  marks: readonly string[];
  keys: readonly string[];
  levels: readonly string[];
  customers: readonly string[];
  catalogs: readonly string[];
  titles: readonly string[];
  academies: readonly string[];
  tags: readonly string[];
  cursors: readonly string[];
}

/** Searches, values of facets, suggestions and related items, in both protocols, that name what there is, his or not. */
export function randomRequests(names: Names): fc.Arbitrary<RandomRequest> {
  const text = textOf(names);
  return fc.oneof(
    { weight: 3, arbitrary: getSearch(names, text) },
    { weight: 3, arbitrary: postSearch(names, text) },
    { weight: 1, arbitrary: facetValues(names, text) },
    { weight: 1, arbitrary: suggestions(names, text) },
    { weight: 1, arbitrary: related(names) },
    { weight: 4, arbitrary: portalQuery(names, text) },
  );
}

/** Words that all have, words of one item, and pieces of them. */
function textOf({ marks }: Names): fc.Arbitrary<string> {
  const word = fc.oneof(
    fc.constantFrom('', 'common', 'shared', 'everything', 'odd', 'even', 'partner', 'comon', 'much about'),
    fc.constantFrom(...marks),
    fc.constantFrom(...marks).map((mark) => mark.slice(0, -2)),
  );
  return fc.oneof(
    { weight: 4, arbitrary: word },
    { weight: 1, arbitrary: fc.tuple(word, word).map((two) => two.join(' ')) },
  );
}

type Query = Record<string, string | string[]>;

/** Parts of a query, each there or not. */
function someOf(parts: Record<string, fc.Arbitrary<string | string[]>>): fc.Arbitrary<Query> {
  return fc.record(parts, { requiredKeys: [] }) as fc.Arbitrary<Query>;
}

function address(path: string, query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  );
  return `/api/v1/${path}?${new URLSearchParams(pairs).toString()}`;
}

const place = (names: Names): fc.Arbitrary<Query> =>
  fc
    .tuple(
      catalogsOf(names),
      fc.option(fc.subarray([...names.academies], { minLength: 1 }), { freq: 2, nil: undefined }),
    )
    .map(([where, academy]): Query => (academy === undefined ? where : { ...where, academy }));

const catalogsOf = ({ customers, catalogs }: Names): fc.Arbitrary<Query> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constantFrom(...customers).map((customer): Query => ({ customer })) },
    { weight: 1, arbitrary: fc.subarray([...catalogs], { minLength: 1 }).map((catalog): Query => ({ catalog })) },
    { weight: 1, arbitrary: fc.constantFrom('all', 'discoverable').map((show): Query => ({ show })) },
  );

function getSearch(names: Names, text: fc.Arbitrary<string>): fc.Arbitrary<RandomRequest> {
  const options = someOf({
    level_type: fc.subarray([...names.levels]),
    subjects: fc.subarray([...names.marks, 'Everything'], { maxLength: 3 }),
    content_type: fc.constantFrom('course', 'program', 'courserun'),
    price__gte: fc.constantFrom('0', '1001', '1004'),
    sort: fc.constantFrom('relevance', 'title', 'price', '-price', '-start', '-popularity'),
    facet: fc.constant(['price', 'level_type', 'subjects', 'aggregation_key', 'content_key', 'uuid', 'academy_tags']),
    academy_tags: fc.subarray([...names.tags], { maxLength: 2 }),
    values_per_facet: fc.constantFrom('1', '1000'),
    highlight: fc.constantFrom('true', 'false'),
    relax: fc.constantFrom('true', 'false'),
    locale: fc.constantFrom('en', 'es'),
    page: fc.constantFrom('1', '2', '3'),
    page_size: fc.constantFrom('1', '2', '100'),
  });
  const odd = fc.oneof(
    { weight: 8, arbitrary: fc.constant<Query>({}) },
    { weight: 1, arbitrary: fc.constantFrom(...names.cursors).map((cursor): Query => ({ cursor })) },
    { weight: 1, arbitrary: fc.constant<Query>({ explain: 'true' }) },
  );
  return fc
    .tuple(text, place(names), options, odd)
    .map(([q, where, more, other]) => ({ method: 'GET', path: address('search', { q, ...where, ...more, ...other }) }));
}

/** Trees of conditions, with denials and alternatives of everything. */
function tree(names: Names): fc.Arbitrary<object> {
  const leaf = fc.oneof(
    fc.subarray([...names.keys], { maxLength: 4 }).map((keys) => ({ attribute: 'content_key', in: keys })),
    fc.subarray([...names.marks], { maxLength: 4 }).map((values) => ({ attribute: 'skill_names', in: values })),
    fc.subarray([...names.levels]).map((values) => ({ attribute: 'level_type', in: values })),
    fc.subarray([...names.tags]).map((values) => ({ attribute: 'academy_tags', in: values })),
    fc.constantFrom(...names.customers, ...names.catalogs).map((uuid) => ({ attribute: 'uuid', in: [uuid] })),
    fc.integer({ min: 999, max: 1_020 }).map((bound) => ({ attribute: 'price', range: { gte: bound } })),
  );
  const { node } = fc.letrec<{ node: object }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      fc.record({ not: tie('node') }),
      fc.record({ any: fc.array(tie('node'), { maxLength: 3 }) }),
      fc.record({ all: fc.array(tie('node'), { maxLength: 3 }) }),
    ),
  }));
  return node;
}

function postSearch(names: Names, text: fc.Arbitrary<string>): fc.Arbitrary<RandomRequest> {
  const chosen = fc.record(
    {
      level_type: fc.subarray([...names.levels]),
      skill_names: fc.subarray(['Odd', 'Even', ...names.marks], { maxLength: 3 }),
    },
    { requiredKeys: [] },
  );
  const catalog = fc.option(fc.subarray([...names.catalogs], { minLength: 1 }), { freq: 5, nil: undefined });
  const academy = fc.option(fc.subarray([...names.academies]), { freq: 2, nil: undefined });
  return fc
    .record({ q: text, filter: tree(names), chosen, catalog, academy, page_size: fc.constantFrom(1, 100) })
    .map((body) => ({
      method: 'POST',
      path: '/api/v1/search',
      body,
    }));
}

function facetValues(names: Names, text: fc.Arbitrary<string>): fc.Arbitrary<RandomRequest> {
  const facet = fc.constantFrom('partners', 'subjects', 'skill_names', 'level_type', 'programs', 'academy_tags');
  const value = fc.constantFrom('', 'z', 'zq', 'partner', ...names.marks);
  return fc.tuple(facet, value, text, place(names)).map(([name, typed, q, where]) => ({
    method: 'GET',
    path: address(`search/facets/${name}`, { q, value: typed, limit: '1000', ...where }),
  }));
}

function suggestions(names: Names, text: fc.Arbitrary<string>): fc.Arbitrary<RandomRequest> {
  return fc
    .tuple(text, place(names))
    .map(([q, where]) => ({ method: 'GET', path: address('search/suggest', { q, limit: '20', ...where }) }));
}

function related(names: Names): fc.Arbitrary<RandomRequest> {
  return fc.tuple(fc.constantFrom(...names.keys), place(names)).map(([key, where]) => ({
    method: 'GET',
    path: address(`search/related/${encodeURIComponent(key)}`, { limit: '100', ...where }),
  }));
}

/** Texts of `filters`: most are read, some break the grammar or deny a catalog. */
function filters({ customers, catalogs, titles, academies, tags, marks, keys, levels }: Names): fc.Arbitrary<string> {
  const term = fc.oneof(
    fc.constantFrom(...customers).map((uuid) => `enterprise_customer_uuids:${uuid}`),
    fc.constantFrom(...catalogs).map((uuid) => `enterprise_catalog_uuids:${uuid}`),
    fc.constantFrom(...titles).map((title) => `enterprise_catalog_query_titles:"${title}"`),
    fc.constantFrom(...academies).map((uuid) => `academy_uuids:${uuid}`),
    fc.constantFrom(...tags).map((tag) => `academy_tags:"${tag}"`),
    fc.constantFrom(...marks).map((mark) => `skill_names:${mark}`),
    fc.constantFrom(...keys).map((key) => `aggregation_key:'course:${key}'`),
    fc.constantFrom(...levels).map((level) => `level_type:${level}`),
    fc.constantFrom('first_enrollable_paid_seat_price > 0', 'is_discoverable:false', 'content_type:course', 'x'),
  );
  const literal = fc.tuple(fc.boolean(), term).map(([not, text]) => (not ? `NOT ${text}` : text));
  const clause = fc.array(literal, { minLength: 1, maxLength: 3 }).map((all) => all.join(' OR '));
  const bracketed = fc.tuple(fc.nat(3), clause).map(([deep, text]) => '('.repeat(deep) + text + ')'.repeat(deep));
  const whole = fc.array(bracketed, { minLength: 1, maxLength: 3 }).map((all) => all.join(' AND '));
  return fc.oneof({ weight: 6, arbitrary: whole }, { weight: 1, arbitrary: whole.map((one) => `NOT (${one})`) });
}

function portalQuery(names: Names, text: fc.Arbitrary<string>): fc.Arbitrary<RandomRequest> {
  const query = fc.record(
    {
      query: text,
      filters: filters(names),
      facetFilters: fc.subarray(
        names.levels.flatMap((level) => [`level_type:${level}`, `level_type:-${level}`]),
        { maxLength: 2 },
      ),
      facets: fc.constantFrom(
        ['*', 'enterprise_customer_uuids', 'enterprise_catalog_query_titles'],
        ['academy_tags', 'academy_uuids', 'subjects', 'enterprise_catalog_query_titles'],
      ),
      hitsPerPage: fc.constantFrom(0, 1, 100),
      synonyms: fc.boolean(),
      enableRules: fc.boolean(),
      attributesToRetrieve: fc.constantFrom(['*'], ['title', 'enterprise_customer_uuids', 'filter', 'content_id']),
    },
    { requiredKeys: [] },
  );
  const one = query.map((body) => ({ path: '/1/indexes/enterprise_catalog/query', body: body }));
  const several = fc.array(query, { minLength: 1, maxLength: 4 }).map((all) => ({
    path: '/1/indexes/*/queries',
    body: { requests: all.map((members) => ({ indexName: 'enterprise_catalog', ...members })) },
  }));
  const facet = fc.constantFrom('skill_names', 'partners.name', 'subjects', 'academy_tags');
  const values = fc.tuple(facet, query).map(([name, body]) => ({
    path: `/1/indexes/enterprise_catalog/facets/${name}/query`,
    body: { ...body, facetQuery: 'z', maxFacetHits: 100 },
  }));
  return fc.oneof(one, several, values).map((request) => ({ ...request, method: 'POST', portal: true }));
}
