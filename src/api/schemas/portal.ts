import { Type } from 'typebox';
import { answer, Instant, nullable, Uuid } from './common.ts';

/** Where the portal's library puts its credentials when it cannot set headers; what else it sends is passed over. */
export const PortalQuerySchema = Type.Object({
  'x-algolia-api-key': Type.Optional(
    Type.String({ description: 'A secured key or a search token, where it is not a header' }),
  ),
  'x-algolia-application-id': Type.Optional(Type.String({ description: 'Any; there is one application' })),
  'x-algolia-agent': Type.Optional(Type.String({ description: 'The library; passed over' })),
});

export const IndexName = Type.String({
  minLength: 1,
  maxLength: 200,
  description:
    'A name of the index: one of `PORTAL_INDICES`. In another order: the same with `_title_asc`, `_price_asc`, `_price_desc`, `_start_asc`, ' +
    '`_start_desc`, `_popularity_desc` or `_rating_desc` behind',
});

const SearchMembers = {
  params: Type.Optional(
    Type.Unsafe<string | object | null>({
      type: ['string', 'object', 'null'],
      description: 'The parameters URL-encoded, in place of members; or as an object',
    }),
  ),
  query: Type.Optional(nullable(Type.String({ maxLength: 512 }))),
  filters: Type.Optional(nullable(Type.String({ maxLength: 65_536 }))),
};

/** The form is read by `src/portal`, which takes each of the parameters in several spellings. */
export const OneQueryBody = Type.Object(SearchMembers, { title: 'PortalQuery' });

export const ManyQueriesBody = Type.Object(
  {
    requests: Type.Array(Type.Object({ indexName: Type.String({ maxLength: 200 }), ...SearchMembers }), {
      minItems: 1,
      maxItems: 50,
    }),
    strategy: Type.Optional(
      nullable(
        Type.String({
          maxLength: 50,
          description:
            '`none`, or `stopIfEnoughMatches`: what follows a search that finds as many as it wants is left out',
        }),
      ),
    ),
  },
  { title: 'PortalQueries' },
);

const count = Type.Integer({ minimum: 0 });
const names = Type.Array(Type.String());

/** What was asked for and is not in the answer. */
const warning = {
  unsupported: Type.Optional(names),
  message: Type.Optional(Type.String({ description: '`unsupported` in words' })),
};

const facetMembers = {
  facetHits: Type.Array(
    answer('PortalFacetHit', { value: Type.String(), highlighted: Type.String({ description: 'HTML' }), count }),
  ),
  exhaustiveFacetsCount: Type.Boolean(),
  processingTimeMS: count,
  ...warning,
};

export const FacetHitsSchema = answer('PortalFacetHits', facetMembers);

/** Any of the members may be missing where `responseFields` leaves it out. */
export const PortalAnswerSchema = answer('PortalAnswer', {
  hits: Type.Optional(Type.Array(Type.Object({ objectID: Type.String() }, { title: 'PortalHit' }))),
  nbHits: Type.Optional(count),
  page: Type.Optional(count),
  nbPages: Type.Optional(count),
  hitsPerPage: Type.Optional(count),
  facets: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), count))),
  facets_stats: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Type.Number()))),
  exhaustiveNbHits: Type.Optional(Type.Boolean()),
  exhaustiveTypo: Type.Optional(Type.Boolean()),
  exhaustive: Type.Optional(Type.Record(Type.String(), Type.Boolean())),
  query: Type.Optional(Type.String()),
  params: Type.Optional(Type.String()),
  index: Type.Optional(Type.String()),
  queryID: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
  relaxed: Type.Optional(
    Type.Union([Type.Literal('typos'), Type.Literal('words')], {
      description: 'What was given up to find something, where the words find little',
    }),
  ),
  renderingContent: Type.Optional(Type.Object({})),
  serverTimeMS: Type.Optional(count),
  facetHits: Type.Optional(facetMembers.facetHits),
  exhaustiveFacetsCount: Type.Optional(Type.Boolean()),
  processingTimeMS: Type.Optional(count),
  processed: Type.Optional(Type.Boolean({ description: 'With `stopIfEnoughMatches`: false where it was left out' })),
  ...warning,
});

export const PortalAnswersSchema = answer('PortalAnswers', { results: Type.Array(PortalAnswerSchema) });

export const SecuredKeySchema = answer('SecuredSearchKey', {
  algolia: answer('SecuredSearchKeyAlgolia', { secured_api_key: Type.String(), valid_until: Instant }),
  catalog_uuids_to_catalog_query_uuids: Type.Record(Type.String(), nullable(Type.String())),
});

export const NewSearchTokenBody = Type.Object(
  { customer: Uuid, expires_at: Instant },
  { title: 'NewSearchToken', additionalProperties: false },
);

export const SearchTokenSchema = answer('SearchToken', {
  id: Type.String(),
  customer: Uuid,
  created_at: Instant,
  created_by: Type.String(),
  expires_at: Instant,
  revoked_at: nullable(Instant),
  token: Type.String({ description: 'To be sent as `x-algolia-api-key`; shown this once' }),
});
