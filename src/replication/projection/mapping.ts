import type { FieldType } from './fields.ts';
import { projectedFields } from './project.ts';

/** What OpenSearch is told about a field of each type. Dates are the epoch milliseconds that project.ts writes. */
const engineTypes: Record<Exclude<FieldType, 'text'>, string> = {
  keyword: 'keyword',
  number: 'double',
  date: 'long',
  boolean: 'boolean',
};

interface ProjectionMapping {
  dynamic: 'strict';
  properties: Record<string, { type: string }>;
}

/**
 * The mapping of `filter` in the content index and in the percolator index alike. Case is folded before values get here and no keyword is
 * too long for Lucene, so there is no normalizer and no `ignore_above`: what is indexed is what was given.
 */
export function projectionMapping(): ProjectionMapping {
  const properties = Object.fromEntries(
    projectedFields.map(({ name, type }) => [name as string, { type: engineTypes[type as keyof typeof engineTypes] }]),
  );
  return {
    dynamic: 'strict',
    properties: {
      ...properties,
      present: { type: 'keyword' },
      absent: { type: 'keyword' },
      force_key: { type: 'keyword' },
    },
  };
}
