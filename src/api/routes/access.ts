import { Type } from 'typebox';
import type { Access, ApiKey, RoleAssignment } from '../../access/port.ts';
import { accessExamples as examples } from '../examples/access.ts';
import { cursorPage, cursorPaging, readCursorPage } from '../cursor-page.ts';
import { listPage, readPaging } from '../list-page.ts';
import { route, type Route } from '../route.ts';
import {
  ApiKeyListSchema,
  CallerSchema,
  AuditListSchema,
  NewApiKeyBody,
  NewRoleBody,
  RoleAssignmentSchema,
  RoleListSchema,
  ShownApiKeySchema,
} from '../schemas/access.ts';
import { Instant, Uuid, paging } from '../schemas/common.ts';

const tag = 'Access';
const operators = { anyOf: ['admin'], of: 'every' } as const;
const sizes = { usual: 100, largest: 1_000 };

export function accessRoutes({ access }: { access: Access }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/me',
      id: 'whoAmI',
      tag,
      summary: 'Who the token or key says one is, and what it gives',
      rule: 'signed in',
      rate: 'read',
      answers: { 200: { description: 'The caller', schema: CallerSchema } },
      examples: examples.me,
      handle: ({ caller, customers }) => ({
        status: 200,
        body: {
          name: caller.name,
          staff: caller.staff,
          roles: caller.roles.map(({ role, context }) => ({ role, context })),
          every_customer: customers === 'every',
        },
      }),
    }),
    route({
      method: 'get',
      path: '/api/v1/role-assignments/',
      id: 'listRoles',
      tag,
      summary: 'Roles given here, beside those in tokens',
      rule: operators,
      rate: 'read',
      parameters: {
        query: Type.Object({
          username: Type.Optional(
            Type.String({ minLength: 1, maxLength: 255, description: 'Only those of this user' }),
          ),
          ...paging,
        }),
      },
      answers: { 200: { description: 'A page of assignments: 100 unless asked otherwise', schema: RoleListSchema } },
      problems: [404],
      handle: async ({ query, ctx }) => {
        const page = readPaging(query, sizes);
        const { count, assignments } = await access.listRoles({
          ...(query.username === undefined ? {} : { username: query.username }),
          ...page,
        });
        return { status: 200, body: listPage(ctx, page, { count, results: assignments.map(presentRole) }) };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/role-assignments/',
      id: 'giveRole',
      tag,
      summary: 'Give a user a role',
      description: 'Giving what is given already changes nothing. It holds within seconds.',
      rule: operators,
      rate: 'write',
      body: { schema: NewRoleBody, description: 'Who gets which role for which customer', read: 'tree' },
      answers: { 201: { description: 'The assignment', schema: RoleAssignmentSchema } },
      problems: [422],
      examples: examples.giveRole,
      handle: async ({ body, author }) => ({ status: 201, body: presentRole(await access.giveRole(author, body)) }),
    }),
    route({
      method: 'delete',
      path: '/api/v1/role-assignments/{id}/',
      id: 'takeRole',
      tag,
      summary: 'Take a role from a user',
      rule: operators,
      rate: 'write',
      parameters: { path: Type.Object({ id: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }) }) },
      answers: { 204: { description: 'It is taken; tokens that carry the role themselves still have it' } },
      handle: async ({ path, author }) => {
        await access.takeRole(author, path.id);
        return { status: 204, body: null };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/api-keys/',
      id: 'listApiKeys',
      tag,
      summary: 'Keys of services',
      rule: operators,
      rate: 'read',
      parameters: { query: Type.Object({ ...paging }) },
      answers: { 200: { description: 'A page of keys, without their secrets', schema: ApiKeyListSchema } },
      problems: [404],
      handle: async ({ query, ctx }) => {
        const page = readPaging(query, sizes);
        const { count, keys } = await access.listKeys(page);
        return { status: 200, body: listPage(ctx, page, { count, results: keys.map(presentKey) }) };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/api-keys/',
      id: 'createApiKey',
      tag,
      summary: 'Make a key for a service',
      rule: operators,
      rate: 'write',
      body: { schema: NewApiKeyBody, description: 'What the key is for, what it gives, and until when', read: 'tree' },
      answers: { 201: { description: 'The key. Its secret is shown this once', schema: ShownApiKeySchema } },
      problems: [422],
      examples: examples.createKey,
      handle: async ({ body, author }) => {
        const { key, secret } = await access.createKey(author, {
          name: body.name,
          roles: body.roles,
          expiresAt: new Date(body.expires_at),
        });
        return { status: 201, body: { ...presentKey(key), secret } };
      },
    }),
    route({
      method: 'delete',
      path: '/api/v1/api-keys/{id}/',
      id: 'revokeApiKey',
      tag,
      summary: 'End a key',
      rule: operators,
      rate: 'write',
      parameters: { path: Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9]{1,40}$' }) }) },
      answers: { 204: { description: 'It has ended; other processes take it for some seconds more' } },
      handle: async ({ path, author }) => {
        await access.revokeKey(author, path.id);
        return { status: 204, body: null };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/audit-log/',
      id: 'listAudit',
      tag,
      summary: 'Who wrote what, latest first',
      rule: operators,
      rate: 'read',
      parameters: {
        query: Type.Object({
          author: Type.Optional(Type.String({ maxLength: 255 })),
          action: Type.Optional(Type.String({ pattern: '^[a-z.-]{1,40}$', description: 'Such as catalog.update' })),
          subject: Type.Optional(Type.String({ maxLength: 255, description: 'A uuid, a content key or an id' })),
          customer: Type.Optional(Uuid),
          since: Type.Optional(Instant),
          until: Type.Optional(Instant),
          ...cursorPaging,
        }),
      },
      answers: { 200: { description: 'A page of writes: 100 unless asked otherwise', schema: AuditListSchema } },
      problems: [404],
      examples: examples.audit,
      handle: async ({ query, ctx }) => {
        const page = readCursorPage(query, sizes);
        const { author, action, subject, customer, since, until } = query;
        const { count, records } = await access.listAudit({
          ...(author === undefined ? {} : { author }),
          ...(action === undefined ? {} : { action }),
          ...(subject === undefined ? {} : { subject }),
          ...(customer === undefined ? {} : { customer: customer.toLowerCase() }),
          ...(since === undefined ? {} : { since: new Date(since) }),
          ...(until === undefined ? {} : { until: new Date(until) }),
          ...page,
          ...(page.follows ? { before: page.after } : {}),
        });
        const { shown, envelope } = cursorPage(ctx, page, { count, entries: records, idOf: ({ id }) => id });
        const results = shown.map(({ at, requestId, ...record }) => ({
          ...record,
          at: at.toISOString(),
          request_id: requestId,
        }));
        return { status: 200, body: { ...envelope, results } };
      },
    }),
  ];
}

function presentRole({ id, username, role, context, createdAt, createdBy }: RoleAssignment) {
  return { id, username, role, context, created_at: createdAt.toISOString(), created_by: createdBy };
}

function presentKey({ id, name, roles, createdAt, createdBy, expiresAt, revokedAt }: ApiKey) {
  return {
    id,
    name,
    roles: roles.map(({ role, context }) => ({ role, context })),
    created_at: createdAt.toISOString(),
    created_by: createdBy,
    expires_at: expiresAt.toISOString(),
    revoked_at: revokedAt?.toISOString() ?? null,
  };
}
