import { contentSchemas } from './content-schema.ts';
import { normalizedSchema } from './normalized-schema.ts';
import { contentTypes } from './raw-content.ts';

/** The contracts as they are published, by name and version: of each kind of document going in, and of the form going out. */
export const publishedSchemas: ReadonlyMap<string, object> = new Map<string, object>([
  ...contentTypes.map((type): [string, object] => [`upstream-${type}.v2`, contentSchemas[type]]),
  ['normalized.v1', normalizedSchema],
]);
