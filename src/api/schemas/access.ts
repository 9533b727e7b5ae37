import { Type } from 'typebox';
import { roleNames } from '../../access/port.ts';
import { Instant, Uuid, answer, listOf, nullable, uuidPattern } from './common.ts';

const Role = Type.Enum([...roleNames], { description: 'A system role' });
const Context = Type.String({
  pattern: `^([*]|${uuidPattern})$`,
  description: 'A customer (uuid), or * for every one',
});

export const RoleGrantSchema = answer('RoleGrant', { role: Role, context: Context });

export const CallerSchema = answer('Caller', {
  name: Type.String({ description: 'user:NAME or key:ID' }),
  staff: Type.Boolean(),
  roles: Type.Array(answer('CallerRole', { role: Type.String(), context: Type.String() })),
  every_customer: Type.Boolean({ description: 'Whether a role is given for every customer' }),
});

export const NewRoleBody = Type.Object(
  { username: Type.String({ minLength: 1, maxLength: 255 }), role: Role, context: Context },
  { title: 'NewRoleAssignment', additionalProperties: false },
);

export const RoleAssignmentSchema = answer('RoleAssignment', {
  id: Type.Integer(),
  username: Type.String(),
  role: Role,
  context: Context,
  created_at: Instant,
  created_by: Type.String(),
});

export const RoleListSchema = listOf('RoleAssignmentList', RoleAssignmentSchema);

export const NewApiKeyBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 255, pattern: '\\S', description: 'The service that uses it' }),
    roles: Type.Array(RoleGrantSchema, { minItems: 1, maxItems: 100 }),
    expires_at: Instant,
  },
  { title: 'NewApiKey', additionalProperties: false },
);

const shown = {
  id: Type.String(),
  name: Type.String(),
  roles: Type.Array(RoleGrantSchema),
  created_at: Instant,
  created_by: Type.String(),
  expires_at: Instant,
  revoked_at: nullable(Instant),
};

export const ApiKeySchema = answer('ApiKey', shown);
export const ApiKeyListSchema = listOf('ApiKeyList', ApiKeySchema);
export const ShownApiKeySchema = answer('ShownApiKey', {
  ...shown,
  secret: Type.String({ description: 'To be sent as `Authorization: Bearer …`' }),
});

const Hash = nullable(Type.String({ pattern: '^[0-9a-f]{32,64}$' }));

export const AuditListSchema = listOf(
  'AuditList',
  answer('AuditRecord', {
    id: Type.Integer(),
    at: Instant,
    author: Type.String({ description: 'user:NAME, key:ID or script:NAME' }),
    request_id: nullable(Type.String()),
    action: Type.String({ description: 'Such as catalog.update' }),
    subject: Type.String(),
    customer: nullable(Uuid),
    before: Hash,
    after: Hash,
  }),
);
