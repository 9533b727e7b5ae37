import { Type } from 'typebox';
import { locales } from '../../search/port.ts';
import { answer, nullable } from './common.ts';

const texts = Type.Array(Type.String());
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
  undiscoverable_reasons: Type.Optional(
    Type.Array(Type.String(), { description: 'With `show=all`: why learners are not shown it; empty where they are' }),
  ),
  explanation: Type.Optional(
    Type.Unsafe<object>({ type: 'object', description: 'With `explain`: the engine’s words' }),
  ),
});

const ByValue = Type.Record(Type.String(), Type.Integer());

export const SearchResultSchema = answer('SearchResult', {
  count: Type.Integer({ minimum: 0 }),
  num_pages: Type.Integer({ minimum: 1 }),
  current_page: Type.Integer({ minimum: 1 }),
  next_cursor: nullable(Type.String({ description: 'Where the next page begins; null at the end' })),
  relaxed: nullable(
    Type.String({
      enum: ['typos', 'words', null],
      description:
        'What was given up to find more: `typos` words were taken for misspelt ones, and come after those as written; `words` ' +
        'half of the words were enough',
    }),
  ),
  locale: Type.Enum([...locales], {
    description: 'In which language words were read: `en` where that of the request is not known',
  }),
  meaning: Type.Optional(
    Type.String({
      enum: ['used', 'unavailable'],
      description:
        'Where the words find little and search by meaning is on: `used` items that mean the same are among the results; `unavailable` ' +
        'they could not be looked for',
    }),
  ),
  query_id: nullable(
    Type.String({
      pattern: '^[0-9a-f]{32}$',
      description: 'Of this search, for `/api/v1/search/events`; null where it is not counted',
    }),
  ),
  results: Type.Array(SearchHitSchema),
  facets: Type.Record(Type.String(), ByValue, {
    description: "Facet → value → how many results have it. A facet's own choice does not narrow its own values",
  }),
  stats: Type.Record(
    Type.String(),
    answer('Stats', { min: Type.Number(), max: Type.Number(), avg: Type.Number(), sum: Type.Number() }),
    { description: 'Of numbers and moments (milliseconds since the epoch) that were counted' },
  ),
});

export const RelatedSchema = answer('RelatedItems', { results: Type.Array(SearchHitSchema) });

const FacetValueSchema = answer('FacetValue', {
  value: Type.String(),
  highlighted: Marked,
  count: Type.Integer({ minimum: 0 }),
});

export const FacetValuesSchema = answer('FacetValues', { results: Type.Array(FacetValueSchema) });

export const SuggestionsSchema = answer('Suggestions', {
  titles: Type.Record(
    Type.String(),
    Type.Array(
      answer('SuggestedTitle', {
        content_key: Type.String(),
        content_type: Type.String(),
        uuid: nullable(Type.String()),
        title: Type.String(),
        highlighted: Marked,
        partners: texts,
        learning_type: Type.String(),
        card_image_url: nullable(Type.String()),
      }),
    ),
    { description: 'Content type → the best titles' },
  ),
  partners: Type.Array(FacetValueSchema),
  skill_names: Type.Array(FacetValueSchema),
  subjects: Type.Array(FacetValueSchema),
});
