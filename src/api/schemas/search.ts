import { Type, type Static } from 'typebox';
import { facets, type Facet } from '../../search/port.ts';
import { Uuid, answer, nullable, paging } from './common.ts';

const texts = Type.Array(Type.String());

const FacetValues = Type.Optional(Type.Array(Type.String(), { description: 'Any of these values' }));

/** Every other parameter must be a facet: one that is misspelt must not widen the search. */
export const SearchQuery = Type.Object(
  {
    q: Type.Optional(
      Type.String({ maxLength: 500, description: 'Words; the last one also as the beginning of a word' }),
    ),
    catalog: Type.Optional(Type.String({ ...Uuid, description: 'Only what is in this catalog' })),
    customer: Type.Optional(Type.String({ ...Uuid, description: "Only what is in one of this customer's catalogs" })),
    highlight: Type.Optional(
      Type.Boolean({ description: 'Whether each result says where the words were found', default: false }),
    ),
    ...paging,
    ...(Object.fromEntries(facets.map((facet) => [facet, FacetValues])) as Record<Facet, typeof FacetValues>),
  },
  { additionalProperties: false },
);

export type SearchParameters = Static<typeof SearchQuery>;

const Marked = Type.String({ description: 'HTML: escaped text, with <mark> around what was found' });

const SearchHitSchema = answer('SearchHit', {
  content_key: Type.String(),
  content_type: Type.String(),
  uuid: nullable(Type.String()),
  title: Type.String(),
  short_description: Type.String(),
  partners: texts,
  subjects: texts,
  skill_names: texts,
  level_type: nullable(Type.String()),
  language: nullable(Type.String()),
  availability: texts,
  programs: texts,
  program_titles: Type.Optional(texts),
  course_type: nullable(Type.String()),
  learning_type: Type.String(),
  card_image_url: nullable(Type.String()),
  marketing_url: nullable(Type.String()),
  price: nullable(Type.Number()),
  recent_enrollment_count: Type.Optional(nullable(Type.Integer())),
  bayesian_average: Type.Optional(nullable(Type.Number())),
  highlights: Type.Optional(
    answer('Highlights', {
      title: Type.Optional(Marked),
      short_description: Type.Optional(Marked),
      full_description: Type.Optional(Marked),
    }),
  ),
});

export const SearchResultSchema = answer('SearchResult', {
  count: Type.Integer({ minimum: 0 }),
  num_pages: Type.Integer({ minimum: 1 }),
  current_page: Type.Integer({ minimum: 1 }),
  results: Type.Array(SearchHitSchema),
  facets: Type.Record(Type.String(), Type.Record(Type.String(), Type.Integer()), {
    description: "Facet → value → how many results have it. A facet's own choice does not narrow its own values",
  }),
});
