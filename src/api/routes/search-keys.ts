import { Type } from 'typebox';
import type { Access, SearchToken } from '../../access/port.ts';
import type { Inclusion } from '../../inclusion/port.ts';
import { ForbiddenError, NotFoundError, ServiceError } from '../../kernel/errors.ts';
import { portalExamples as examples } from '../examples/portal.ts';
import { route, type Route } from '../route.ts';
import { Uuid } from '../schemas/common.ts';
import { NewSearchTokenBody, SearchTokenSchema, SecuredKeySchema } from '../schemas/portal.ts';

const tag = "The portal's protocol";

/** No secured key can be given. Known to HTTP alone: clients look for these members. */
class NoSearchKeyError extends ServiceError {
  readonly code = 'refused';
  readonly status = 422;
  readonly title = 'Refused';
  override readonly members: { readonly user_message: string; readonly developer_message: string };

  constructor(message: string) {
    super(message);
    this.members = { user_message: 'Search is not available for this customer.', developer_message: message };
  }
}

/** Keys with which pages of the portal search. */
export function searchKeyRoutes({
  access,
  inclusion,
}: {
  access: Access;
  inclusion: Pick<Inclusion, 'listCatalogs'>;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/enterprise-customer/{customer}/secured-algolia-api-key/',
      id: 'securedSearchKey',
      tag,
      summary: "A secured search key for all of a customer's catalogs",
      description: 'It lasts `PORTAL_KEY_SECONDS` and cannot be taken back before; search tokens can.',
      rule: { anyOf: ['learner', 'admin'], of: 'customer' },
      rate: 'read',
      parameters: { path: Type.Object({ customer: Uuid }) },
      malformedPath: 400,
      answers: { 200: { description: 'The key, and the query of each catalog', schema: SecuredKeySchema } },
      problems: [404, 422],
      examples: examples.securedKey,
      handle: async ({ path, caller }) => {
        const customer = path.customer.toLowerCase();
        const queries = await queriesOfCatalogs(inclusion, customer);
        if (Object.keys(queries).length === 0) {
          throw new NotFoundError('this customer has no catalogs');
        }
        const made = access.makeSearchKey({ customer, user: caller.name });
        if (made === undefined) {
          throw new NoSearchKeyError('no secured keys are given: PORTAL_KEY_SECRET is not set');
        }
        return {
          status: 200,
          body: {
            algolia: { secured_api_key: made.key, valid_until: made.validUntil.toISOString() },
            catalog_uuids_to_catalog_query_uuids: queries,
          },
        };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/search-tokens',
      id: 'createSearchToken',
      tag,
      summary: "A short token to search in all of a customer's catalogs",
      description: 'Sent in place of a secured key. It lasts 24 hours at most, and can be revoked at once.',
      rule: { anyOf: ['learner', 'admin'], of: 'handler' },
      rate: 'write',
      body: { schema: NewSearchTokenBody, description: 'For which customer, and until when', read: 'value' },
      answers: { 201: { description: 'The token. It is shown this once', schema: SearchTokenSchema } },
      problems: [422],
      examples: examples.searchToken,
      handle: async ({ body, author, assertMay }) => {
        const customer = body.customer.toLowerCase();
        assertMay(customer);
        const expiresAt = new Date(body.expires_at);
        const { token, secret } = await access.createSearchToken(author, { customer, expiresAt });
        return { status: 201, body: { ...presentToken(token), token: secret } };
      },
    }),
    route({
      method: 'delete',
      path: '/api/v1/search-tokens/{id}',
      id: 'revokeSearchToken',
      tag,
      summary: 'End a search token at once',
      description: "For whoever made it, and for admins of the token's customer.",
      rule: { anyOf: ['learner', 'admin'], of: 'handler' },
      rate: 'write',
      parameters: { path: Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9]{1,40}$' }) }) },
      answers: { 204: { description: 'It has ended, in every process' } },
      handle: async ({ path, author, caller, assertMay }) => {
        const { customer, createdBy } = await access.findSearchToken(path.id);
        assertMay(customer);
        const { admin } = caller.grants;
        if (createdBy !== caller.name && admin !== 'every' && !admin.has(customer)) {
          throw new ForbiddenError(
            'MISSING: catalog.has_admin_access for the customer that this is about, and the token is of another user',
          );
        }
        await access.revokeSearchToken(author, path.id);
        return { status: 204, body: null };
      },
    }),
  ];
}

/** Catalogs read at a time. */
const page = 1_000;

async function queriesOfCatalogs(
  inclusion: Pick<Inclusion, 'listCatalogs'>,
  customer: string,
): Promise<Record<string, string | null>> {
  const queries: Record<string, string | null> = {};
  for (let after: number | undefined = 0; after !== undefined;) {
    const { catalogs } = await inclusion.listCatalogs({
      customers: new Set([customer]),
      after,
      offset: 0,
      limit: page,
    });
    for (const { uuid, queryUuid } of catalogs) {
      queries[uuid] = queryUuid;
    }
    after = catalogs.length < page ? undefined : catalogs.at(-1)?.id;
  }
  return queries;
}

function presentToken({ id, customer, createdAt, createdBy, expiresAt, revokedAt }: SearchToken) {
  return {
    id,
    customer,
    created_at: createdAt.toISOString(),
    created_by: createdBy,
    expires_at: expiresAt.toISOString(),
    revoked_at: revokedAt?.toISOString() ?? null,
  };
}
