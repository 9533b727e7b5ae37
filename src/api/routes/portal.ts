import { Type } from 'typebox';
import { decodeFacetSearch, decodeOneQuery, decodeQueries, type Portal, type PortalQuery } from '../../portal/port.ts';
import { JsonText } from '../json-text.ts';
import { passOf } from '../portal-pass.ts';
import { portalExamples as examples } from '../examples/portal.ts';
import { route, type Route, type RouteRequest } from '../route.ts';
import {
  FacetHitsSchema,
  IndexName,
  ManyQueriesBody,
  OneQueryBody,
  PortalAnswerSchema,
  PortalAnswersSchema,
  PortalQuerySchema,
} from '../schemas/portal.ts';

const tag = "The portal's protocol";
const rule = { anyOf: ['learner', 'admin'], of: 'rows', searchKeys: true } as const;
const about =
  'In the protocol that portals speak (`algoliasearch` 4 and 5): the key in a header or in the address, JSON whatever the content type ' +
  'says. Parameters that are not supported are named in the answer as `unsupported`, or refused.';

/** Searches in the protocol of the portal's library. */
export function portalRoutes({ portal }: { portal: Portal }): Route[] {
  return [
    route({
      method: 'post',
      path: '/1/indexes/*/queries',
      id: 'portalQueries',
      tag,
      summary: 'Several searches at once',
      description: about,
      rule,
      rate: 'search',
      parameters: { query: PortalQuerySchema },
      body: { schema: ManyQueriesBody, description: 'The searches', read: 'value', anyType: true },
      answers: { 200: { description: 'One answer a search, in order', schema: PortalAnswersSchema } },
      problems: [404],
      examples: examples.queries,
      handle: async (request) => {
        const results = await portal.answer(decodeQueries(request.body), passOf(request), userTokenOf(request));
        return { status: 200, body: new JsonText(JSON.stringify({ results })) };
      },
    }),
    route({
      method: 'post',
      path: '/1/indexes/{index}/query',
      id: 'portalQuery',
      tag,
      summary: 'One search',
      description: about,
      rule,
      rate: 'search',
      parameters: { path: Type.Object({ index: IndexName }), query: PortalQuerySchema },
      body: { schema: OneQueryBody, description: 'The search', read: 'value', mayBeEmpty: true, anyType: true },
      answers: { 200: { description: 'The answer', schema: PortalAnswerSchema } },
      examples: examples.query,
      handle: async (request) => ({
        status: 200,
        body: await one(portal, request, decodeOneQuery(request.path.index, request.body)),
      }),
    }),
    route({
      method: 'post',
      path: '/1/indexes/{index}/facets/{facet}/query',
      id: 'portalFacetQuery',
      tag,
      summary: 'Values of a facet',
      description: about,
      rule,
      rate: 'search',
      parameters: {
        path: Type.Object({ index: IndexName, facet: Type.String({ minLength: 1, maxLength: 200 }) }),
        query: PortalQuerySchema,
      },
      body: { schema: OneQueryBody, description: 'The search', read: 'value', mayBeEmpty: true, anyType: true },
      answers: { 200: { description: 'The most frequent values first', schema: FacetHitsSchema } },
      examples: examples.facetQuery,
      handle: async (request) => {
        const { index, facet } = request.path;
        const body = await one(portal, request, decodeFacetSearch(index, facet, request.body));
        return { status: 200, body };
      },
    }),
  ];
}

type Asked = Pick<RouteRequest<unknown, unknown, unknown>, 'searchPass' | 'caller' | 'customers' | 'ctx'>;

async function one(portal: Portal, request: Asked, query: PortalQuery): Promise<JsonText> {
  const [answer = {}] = await portal.answer([query], passOf(request), userTokenOf(request));
  return new JsonText(JSON.stringify(answer));
}

function userTokenOf({ ctx }: Asked): string {
  return ctx.get('x-algolia-usertoken').slice(0, 200);
}
