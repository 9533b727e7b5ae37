import { Type, type Static } from 'typebox';
import { attributeNames, attributes, facets, locales, sorts, type Attribute, type Filter } from '../../search/port.ts';
import { Uuid, languageTag, paging } from './common.ts';

/** What an address narrows by: the others, which hardly anybody does, are for a filter. */
const chosen = [
  ...facets,
  'transcript_languages',
  'program_type',
  'product_source',
  'course_length',
  'academy_tags',
] as const satisfies readonly Attribute[];
const measured = ['price', 'start', 'enroll_by'] as const satisfies readonly Attribute[];

const Values = Type.Optional(Type.Array(Type.String(), { description: 'Any of these values' }));
const Bound = (name: Attribute) =>
  Type.Optional(
    Type.String({
      maxLength: 40,
      description: attributes[name] === 'number' ? 'A number' : 'A date, which is its whole day in UTC, or a moment',
    }),
  );

/** Bounds of numbers and moments, under the names that filters use. */
export const bounds = measured.flatMap((attribute) =>
  (['gte', 'lte'] as const).map((operator) => ({ name: `${attribute}__${operator}` as const, attribute, operator })),
);

const words = Type.Optional(
  Type.String({ maxLength: 500, description: 'Words; the last one also as the beginning of a word' }),
);
const Show = Type.Optional(
  Type.Enum(['discoverable', 'all'], {
    default: 'discoverable',
    description: '`all` includes what learners are not to see; for admins of every customer',
  }),
);
const LocaleParameter = Type.Optional(
  Type.String({
    ...languageTag,
    default: 'en',
    description:
      'In which language words are read, and texts are shown where they are translated: a tag such as `es` or `es-MX`. ' +
      `Those that are known are ${locales.join(' and ')}; another is read as en`,
  }),
);
const Names = Type.Enum([...attributeNames]);

const Relax = Type.Optional(
  Type.Boolean({
    default: true,
    description: 'Whether something may be given up where the words find little; see `relaxed`',
  }),
);

const place = {
  catalog: Type.Optional(Type.Array(Uuid, { maxItems: 100, description: 'Only what is in one of these catalogs' })),
  customer: Type.Optional(Type.String({ ...Uuid, description: "Only what is in one of this customer's catalogs" })),
  academy: Type.Optional(
    Type.Array(Uuid, {
      maxItems: 100,
      description:
        'Only what is in a catalog of one of these academies, of the catalogs that would be searched without',
    }),
  ),
  show: Show,
  locale: LocaleParameter,
};

const ChosenValues = Object.fromEntries(chosen.map((name) => [name, Values])) as Record<
  (typeof chosen)[number],
  typeof Values
>;

/** What narrows a search. Every other parameter must be one of these: one that is misspelt must not widen the search. */
const narrowing = { q: words, relax: Relax, ...place, ...ChosenValues };

const Highlight = Type.Optional(
  Type.Boolean({ description: 'Whether each result says where the words were found', default: false }),
);
const SortParameter = Type.Optional(
  Type.Enum([...sorts], {
    default: 'relevance',
    description: 'By the words, and by rating and enrolments among equals',
  }),
);
const Cursor = Type.Optional(
  Type.String({
    maxLength: 4_000,
    description: '`next_cursor` of the page before; in place of `page`, past any limit',
  }),
);
const Explain = Type.Optional(
  Type.Boolean({ default: false, description: 'How each place came about; for admins of every customer' }),
);
const Counted = Type.Optional(
  Type.Array(Names, {
    maxItems: 40,
    description: `What results are counted by; ${facets.join(', ')} unless told. academy_tags only with \`academy\``,
  }),
);
const ValuesPerFacet = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }));

/** What search analytics are told of a search. */
const noted = {
  analytics: Type.Optional(
    Type.Boolean({ default: true, description: 'Whether it counts in search analytics, and may be clicked' }),
  ),
  user_token: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'For services that search for many: what tells this searcher from others. Only a hash is kept',
    }),
  ),
};

export const SearchQuery = Type.Object(
  {
    ...narrowing,
    ...noted,
    ...(Object.fromEntries(bounds.map(({ name, attribute }) => [name, Bound(attribute)])) as Record<
      (typeof bounds)[number]['name'],
      ReturnType<typeof Bound>
    >),
    highlight: Highlight,
    ...paging,
    cursor: Cursor,
    sort: SortParameter,
    facet: Counted,
    values_per_facet: ValuesPerFacet,
    explain: Explain,
  },
  { additionalProperties: false },
);

export type SearchParameters = Static<typeof SearchQuery>;

export const FacetPath = Type.Object({ facet: Type.Enum(chosen) });

export const FacetValuesQuery = Type.Object(
  {
    ...narrowing,
    value: Type.Optional(
      Type.String({ maxLength: 100, description: 'The beginning of a word of the value, whatever case and accents' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 20 })),
  },
  { additionalProperties: false },
);

export const SuggestQuery = Type.Object(
  {
    q: words,
    ...place,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 3, description: 'Of each kind' })),
  },
  { additionalProperties: false },
);

export const RelatedPath = Type.Object({ content_key: Type.String({ minLength: 1, maxLength: 255 }) });

export const RelatedQuery = Type.Object(
  { ...place, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 10 })) },
  { additionalProperties: false },
);

/** What every search is asked with, of which kind ever. */
export type NarrowingParameters = Pick<SearchParameters, keyof typeof narrowing>;
export type PlaceParameters = Pick<SearchParameters, keyof typeof place>;

const described =
  'A tree: `{"all": [...]}`, `{"any": [...]}`, `{"not": ...}`, `{"attribute": NAME, "in": [values]}` or ' +
  '`{"attribute": NAME, "range": {"gt", "gte", "lt", "lte"}}`, moments as dates or in milliseconds since the epoch';

export const SearchBody = Type.Object(
  {
    q: words,
    relax: Relax,
    ...place,
    ...noted,
    chosen: Type.Optional(
      Type.Object(ChosenValues, {
        additionalProperties: false,
        description: "Values of one facet mean any of them, and do not narrow that facet's counts",
      }),
    ),
    filter: Type.Optional(Type.Unsafe<Filter>({ type: 'object', description: described })),
    highlight: Highlight,
    ...paging,
    cursor: Cursor,
    sort: SortParameter,
    facets: Counted,
    values_per_facet: ValuesPerFacet,
    explain: Explain,
  },
  { title: 'SearchRequest', additionalProperties: false },
);

export type SearchBodyParameters = Static<typeof SearchBody>;
