import { Type, type Static, type TProperties, type TSchema } from 'typebox';

/** Any version, either case. The library's own format also takes `urn:uuid:`. */
export const uuidPattern = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

/** Any tag of a language, such as `es` or `es-MX`; `readLocale` says which one is meant. */
export const languageTag = { pattern: '^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$', maxLength: 35 };

export const Uuid = Type.String({ format: 'uuid', pattern: `^${uuidPattern}$` });

export const Instant = Type.String({ format: 'date-time' });

/** A list of types, which reads better in a fault than a union. */
export function nullable<Schema extends TSchema & { type: string }>(schema: Schema) {
  return Type.Unsafe<Static<Schema> | null>({ ...schema, type: [schema.type, 'null'] });
}

/** What a client is told must be all there is: a member that nobody declared is a fault of ours. */
export function answer<Properties extends TProperties>(
  title: string,
  properties: Properties,
  options: { description?: string } = {},
) {
  return Type.Object(properties, { title, additionalProperties: false, ...options });
}

/**
 * A parameter that holds content keys and may be repeated. A bare `+` is part of a key and not a space; what was decoded once
 * too often is mended. Empty ones are passed over.
 */
export function contentKeys(description: string) {
  return Type.Array(Type.String({ maxLength: 255 }), { description, 'x-content-keys': true });
}

/** A list that is given page by page. */
export const paging = {
  page: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 999_999_999, default: 1, description: 'Pages are numbered from 1' }),
  ),
  page_size: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 999_999_999, description: 'More than the largest counts as the largest' }),
  ),
};

export function listOf<Schema extends TSchema>(title: string, item: Schema) {
  return answer(title, {
    count: Type.Integer({ minimum: 0 }),
    next: nullable(Type.String({ format: 'uri', description: 'Address of the next page' })),
    previous: nullable(Type.String({ format: 'uri', description: 'Address of the page before' })),
    results: Type.Array(item),
  });
}

const Fault = answer('Fault', {
  pointer: Type.String({ description: 'JSON Pointer (RFC 6901) into the body, or the name of a parameter' }),
  code: Type.String(),
  detail: Type.String(),
  suggestions: Type.Optional(Type.Array(Type.String())),
});

/** What a filter would do to the members that a query has. */
export const filterLoss = {
  members: Type.Integer({ minimum: 0, description: 'Those that the query has' }),
  matched: Type.Integer({ minimum: 0, description: 'Items that the filter matches' }),
  entering: Type.Integer({ minimum: 0 }),
  leaving: Type.Integer({ minimum: 0 }),
  leaving_sample: Type.Array(Type.String(), { description: 'Content keys of up to ten that would leave' }),
};

export const ProblemSchema = answer('Problem', {
  type: Type.String({ pattern: '^urn:percolog:problem:' }),
  title: Type.String(),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  detail: Type.String({ description: 'For people; also what clients of the old service read' }),
  instance: Type.String({ description: 'The path that was asked for' }),
  code: Type.String({ description: 'For programs; does not change' }),
  requestId: Type.String({ description: 'Finds the request in the log' }),
  message: Type.Optional(Type.String({ description: "Below `/1/`, the portal's protocol: as `detail`" })),
  user_message: Type.Optional(Type.String({ description: 'Of search keys: what a user may be told' })),
  developer_message: Type.Optional(Type.String({ description: 'Of search keys: as `detail`' })),
  errors: Type.Optional(Type.Array(Fault, { description: 'Every fault of the request at once' })),
  accepted: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Of lists of events: how many are stored all the same' }),
  ),
  proposal: Type.Optional(
    Type.Object(
      {
        id: Type.Integer({ minimum: 1 }),
        address: Type.String({ description: 'The path at which it is read, confirmed and dropped' }),
        ...filterLoss,
      },
      { additionalProperties: false, description: 'Of `proposed`: what was kept, and what it would do' },
    ),
  ),
});

/** For routes that clients ask again and again. */
export const notModified = { description: 'It is as the `If-None-Match` of the request says' };
