import { Type } from 'typebox';
import { Instant, answer, listOf, nullable } from './common.ts';

/** What a document must hold is the contract of replication, which refuses each bad one alone. */
const Document = Type.Unsafe<unknown>({
  type: 'object',
  title: 'UpstreamDocument',
  description: 'A course, course run, program or pathway as the course-discovery service gives it',
});

export const ContentBody = Type.Unsafe<unknown>({
  anyOf: [Document, { type: 'array', maxItems: 1_000, description: 'Several of them' }],
});

export const DocumentFaultSchema = answer('DocumentFault', {
  pointer: Type.String(),
  code: Type.String(),
  detail: Type.String(),
  suggestions: Type.Optional(Type.Array(Type.String())),
});

export const ContentResultsSchema = answer('ContentResults', {
  results: Type.Array(
    answer('ContentResult', {
      content_key: nullable(Type.String()),
      outcome: Type.Enum(['created', 'changed', 'unchanged', 'refused']),
      membership: Type.Optional(Type.Enum(['committed', 'pending'])),
      warnings: Type.Optional(
        Type.Array(answer('ValueFault', { field: Type.String(), value: Type.String(), detail: Type.String() }), {
          description: 'Values that could not be read as their field asks, and count as missing',
        }),
      ),
      errors: Type.Optional(Type.Array(DocumentFaultSchema, { description: 'Why it was refused' })),
    }),
    { description: 'One for each document, in order' },
  ),
});

/** The upstream document with what is computed put over it: its other members are whatever upstream sends. */
export const ContentSchema = Type.Intersect(
  [
    Type.Object({
      content_type: Type.Enum(['course', 'courserun', 'program', 'learnerpathway']),
      parent_content_key: nullable(Type.String()),
      content_last_modified: Instant,
    }),
    Type.Unsafe<Record<string, unknown>>({ type: 'object' }),
  ],
  { title: 'Content' },
);

/** An item in one of its views. */
export const ContentViewSchema = Type.Unsafe<Record<string, unknown>>({
  anyOf: [ContentSchema, { type: 'object', title: 'ContentView', description: 'With `view=raw` or `view=normalized`' }],
});

export const ContentViewListSchema = answer('ContentList', {
  ...listOf('ContentViews', ContentViewSchema).properties,
  unknown_identifiers: Type.Optional(
    Type.Array(Type.String(), { description: 'Those of `content_identifiers` that name nothing' }),
  ),
});
