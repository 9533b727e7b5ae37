import { Type } from 'typebox';
import { contentTypes } from '../../replication/port.ts';
import { DocumentFaultSchema } from './content.ts';
import { Instant, answer, listOf, nullable } from './common.ts';

const entry = {
  id: Type.Integer({ minimum: 1 }),
  content_key: nullable(Type.String({ description: 'Null when the document has none that can be read' })),
  content_type: Type.Unsafe<string | null>({ enum: [...contentTypes, null] }),
  source: Type.Enum(['api', 'import', 'upstream'], { description: 'By which way it came' }),
  errors: Type.Array(DocumentFaultSchema, { description: 'How it breaks the contract; the first twenty' }),
  bytes: Type.Integer({ minimum: 0 }),
  seen: Type.Integer({ minimum: 1, description: 'How often something under this key broke the contract' }),
  first_seen: Instant,
  last_seen: Instant,
  in_force_since: nullable(
    Type.String({ format: 'date-time', description: 'When the last good version came, which stays in force' }),
  ),
};

export const QuarantineListSchema = listOf('QuarantineList', answer('QuarantineEntry', entry));

export const QuarantinedDocumentSchema = answer('QuarantinedDocument', {
  ...entry,
  document: Type.Optional(Type.Unknown({ description: 'As it came' })),
  beginning: Type.Optional(Type.String({ description: 'Of a document too large to be kept whole, as text' })),
});

export const RetrySchema = answer('QuarantineRetry', {
  results: Type.Array(
    answer('RetriedDocument', {
      id: Type.Integer({ minimum: 1 }),
      content_key: nullable(Type.String()),
      outcome: Type.Enum(['passed', 'refused', 'superseded', 'not_kept'], {
        description:
          '`passed`: it is stored; `refused`: it still breaks the contract; `superseded`: another version came meanwhile; ' +
          '`not_kept`: it was too large to be kept whole',
      }),
    }),
  ),
  next: nullable(
    Type.Integer({ description: 'Where to go on: `after` of the next request. Null when all were tried' }),
  ),
});

export const RetryBody = Type.Object(
  { after: Type.Optional(Type.Integer({ minimum: 0, maximum: 999_999_999_999_999, default: 0 })) },
  { additionalProperties: false },
);
